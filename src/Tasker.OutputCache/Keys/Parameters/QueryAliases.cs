using System.Buffers;

namespace Tasker.OutputCache.Keys.Parameters;

/// <summary>Undeclared names of the query that binders may take for declared ones: <c>ns[0]</c>, <c>filter.status</c>, a bare <c>status</c>.</summary>
/// <remarks>They are not in the key, so such requests bypass the cache.</remarks>
internal sealed class QueryAliases
{
    // What makes a name one of an element or of a property.
    private static readonly SearchValues<char> Structure = SearchValues.Create('.', '[', ']');
    private static readonly char[] Separators = ['.', '[', ']'];

    public static readonly QueryAliases None = new([], null, isNone: true);

    private readonly string[] _names;
    private readonly bool _isAny;
    private readonly bool _isNone;

    public QueryAliases(IEnumerable<string> declared, HandlerParameters? handler, bool isNone = false)
    {
        _isNone = isNone;
        // MVC drops what stands in front of a property, and reads collections by an index of their own.
        var parts = declared.Where(static name => name.AsSpan().ContainsAny(Structure)).SelectMany(static name => name.Split(Separators, StringSplitOptions.RemoveEmptyEntries));
        var models = handler?.ModelNames ?? [];
        _names = [.. parts.Concat(models).Concat(models.Count > 0 ? ["index"] : Array.Empty<string>()).Distinct(StringComparer.OrdinalIgnoreCase)];
        _isAny = handler?.TakesAnyName == true;
    }

    /// <summary>Gets a value indicating whether names matter even where no parameter of the query is declared.</summary>
    public bool HasNames => _isAny || _names.Length > 0;

    /// <summary>Tells whether a name that is not declared may be read as one that is.</summary>
    public bool Contains(ReadOnlySpan<char> name)
    {
        if (_isNone)
        {
            return false;
        }

        if (_isAny || name.ContainsAny(Structure))
        {
            return true;
        }

        foreach (var alias in _names)
        {
            if (name.Equals(alias, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

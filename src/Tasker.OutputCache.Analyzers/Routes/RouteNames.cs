using System.Text.RegularExpressions;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Routes;

/// <summary>The names in the pattern of an endpoint, as far as they are known.</summary>
/// <param name="scan">What other code of the compilation says.</param>
internal sealed class RouteNames(CompilationScan scan)
{
    private static readonly Regex _name = new(@"(?<!\{)\{\**(?<name>[\p{L}_][\w\-.]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Names => _names;

    /// <summary>Gets or sets a value indicating whether a group that is not seen here may stand in front.</summary>
    public bool HasUnknownPrefix { get; set; }

    /// <summary>Gets or sets a value indicating whether some part is known at run time only.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>Adds the names of a pattern.</summary>
    /// <param name="pattern">The pattern; <see langword="null"/> if it is known at run time only.</param>
    public void Add(string? pattern)
    {
        if (pattern is null)
        {
            IsUnknown = true;
        }
        else
        {
            _names.UnionWith(NamesIn(pattern));
        }
    }

    public bool Has(string name) => _names.Contains(name);

    /// <summary>Tells whether the route may have a value of this name.</summary>
    public bool MayHave(string name) => Has(name) || IsUnknown || (HasUnknownPrefix && scan.MayBePrefix(name));

    /// <summary>Returns where a value of this name is bound from if nothing else says so.</summary>
    public InputSource SourceOf(string name) => Has(name) ? InputSource.Route : MayHave(name) ? InputSource.Unknown : InputSource.Query;

    public static IEnumerable<string> NamesIn(string pattern) => _name.Matches(pattern).Cast<Match>().Select(static match => match.Groups["name"].Value);
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tasker.OutputCache.Testing;

/// <summary>What the cache says of a response in <c>Cache-Status</c> (RFC 9211).</summary>
public sealed class CacheStatusHeader
{
    /// <summary>The name of the header.</summary>
    public const string Name = "Cache-Status";

    private const string OwnName = "tasker";

    private readonly string _text;

    private CacheStatusHeader(string text, IReadOnlyDictionary<string, string?> parameters)
    {
        _text = text;
        IsHit = parameters.ContainsKey("hit");
        IsStored = parameters.ContainsKey("stored");
        IsCollapsed = parameters.ContainsKey("collapsed");
        Forward = parameters.GetValueOrDefault("fwd");
        Detail = parameters.GetValueOrDefault("detail");
        Ttl = int.TryParse(parameters.GetValueOrDefault("ttl"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>Gets whether the cache answered.</summary>
    public bool IsHit { get; }

    /// <summary>Gets whether the response was stored, as far as was known when its headers left.</summary>
    public bool IsStored { get; }

    /// <summary>Gets whether the request waited for the answer to another one.</summary>
    public bool IsCollapsed { get; }

    /// <summary>Gets why the handler ran: <c>miss</c>, <c>stale</c>, <c>bypass</c>, <c>method</c>; <see langword="null"/> on a hit.</summary>
    public string? Forward { get; }

    /// <summary>Gets where a hit came from (<c>near</c>, <c>far</c>), or why a response was not stored: <c>set-cookie</c>, <c>authorization</c>.</summary>
    public string? Detail { get; }

    /// <summary>Gets how long the response is still fresh; negative if it is stale, <see langword="null"/> if the header does not say.</summary>
    public TimeSpan? Ttl { get; }

    /// <summary>Reads the header of a response.</summary>
    /// <param name="response">The response.</param>
    /// <returns>What this cache says, or <see langword="null"/> if it says nothing. What other caches say is left out.</returns>
    public static CacheStatusHeader? Of(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Headers.TryGetValues(Name, out var values) && TryParse(string.Join(',', values), out var status) ? status : null;
    }

    /// <summary>Reads the value of a header.</summary>
    /// <param name="value">The value, with the members of all caches on the way.</param>
    /// <param name="status">What this cache says.</param>
    /// <returns>Whether it says something.</returns>
    public static bool TryParse(string? value, [NotNullWhen(true)] out CacheStatusHeader? status)
    {
        // The cache that is nearest to the client stands last.
        var member = Split(value ?? string.Empty, ',').LastOrDefault(static member => Split(member, ';')[0] == OwnName);
        status = member is null ? null : new CacheStatusHeader(member, ReadParameters(member));
        return status is not null;
    }

    private static Dictionary<string, string?> ReadParameters(string member)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var parameter in Split(member, ';').Skip(1))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            parameters[equals < 0 ? parameter : parameter[..equals]] = equals < 0 ? null : parameter[(equals + 1)..].Trim('"');
        }

        return parameters;
    }

    // A quoted string may hold either separator.
    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (begin, isQuoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && isQuoted)
            {
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == separator && !isQuoted)
            {
                parts.Add(text[begin..i].Trim());
                begin = i + 1;
            }
        }

        parts.Add(text[begin..].Trim());
        return parts;
    }

    /// <summary>Returns the header as it was sent.</summary>
    /// <returns>The member of this cache.</returns>
    public override string ToString() => _text;
}

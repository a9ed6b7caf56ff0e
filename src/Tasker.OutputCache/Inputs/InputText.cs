using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Inputs;

/// <summary>Says what an input is, and what to do about one that is not in the key.</summary>
internal static class InputText
{
    private const int MaximumNameLength = 64;
    private const string LocalizeFirst = "Call UseRequestLocalization before UseOutputCache: then the culture is in the key";
    private const string Localization = "Microsoft.AspNetCore.Localization.";

    /// <summary>Returns the word of <c>Cache-Status</c>: it holds nothing that a header can't.</summary>
    public static string ReasonOf(InputKind kind, string name)
    {
        var word = kind == InputKind.Request ? name
            : name == EndpointInputs.RawQuery ? kind == InputKind.Query ? "query-string" : "claim-signed-in"
            : name == IgnoredInputs.All ? kind == InputKind.Query ? "query" : $"{Word(kind)}s"
            : $"{Word(kind)}-{LastPart(name)}";
        var characters = word.Take(MaximumNameLength).Select(static character => char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-');
        return BypassReason.Undeclared + new string([.. characters]);
    }

    // Of the type of a claim, which is a URI.
    private static string LastPart(string name) => name[(name.LastIndexOfAny(['/', ':']) + 1)..];

    private static string Word(InputKind kind) => TagText.NormalizeName(kind.ToString());

    /// <summary>Returns what it is, for people.</summary>
    public static string Describe(InputKind kind, string name) => (kind, name) switch
    {
        (InputKind.Request, RequestInput.Certificate) => "the certificate of the client",
        (InputKind.Request, RequestInput.Connection) => "the connection (addresses, ports)",
        (InputKind.Request, RequestInput.RawTarget) => "the target as it was sent (RawTarget)",
        (InputKind.Request, _) => $"the {name} of the request",
        (InputKind.Query, EndpointInputs.RawQuery) => "the whole query string",
        (InputKind.Query, IgnoredInputs.All) => "all parameters of the query",
        (InputKind.Claim, EndpointInputs.SignedIn) => "whether a user is signed in",
        (_, IgnoredInputs.All) => $"all {Word(kind)}s",
        (InputKind.Query, _) => $"the query parameter '{name}'",
        (InputKind.Item, _) => $"the item '{name}', which was set in front of the cache",
        _ => $"the {Word(kind)} '{name}'",
    };

    /// <summary>Returns what to do about it, as a sentence.</summary>
    /// <param name="kind">Where it is read.</param>
    /// <param name="name">Its name.</param>
    /// <param name="reader">The type that has read it, if that is known.</param>
    /// <param name="parameters">What the endpoint has in its key.</param>
    public static string Fix(InputKind kind, string name, string? reader, CacheParameterSet parameters)
    {
        if (reader?.StartsWith(Localization, StringComparison.Ordinal) == true)
        {
            // What it was chosen by does not matter: the culture is.
            return $"{LocalizeFirst}.";
        }

        var declared = (kind, name) switch
        {
            (InputKind.Query, EndpointInputs.RawQuery or IgnoredInputs.All) => $"Declare it: {Vary("query:*", parameters)}",
            (InputKind.Query, _) => $"Bind it in the handler, or declare it: {Vary(CacheParameter.NameIn(CacheParameterSource.Query, name), parameters)}",
            (InputKind.Header or InputKind.Cookie, IgnoredInputs.All) => "Read those that matter by their names; what logs requests belongs in front of UseOutputCache",
            (InputKind.Header, _) => $"Declare it: {Vary($"header:{name}", parameters)}",
            (InputKind.Cookie, _) => Computed(name, $"context.Request.Cookies[\"{name}\"]"),
            (InputKind.Claim, IgnoredInputs.All or EndpointInputs.SignedIn) => "Give each user responses of their own: Partition = CachePartition.User",
            (InputKind.Claim, _) => $"Declare it: {Vary($"claim:{name}", parameters)}; or give each user responses of their own: Partition = CachePartition.User",
            (InputKind.Item, _) => Computed("item", $"context.Items[\"{name}\"]?.ToString()"),
            (_, RequestInput.Host or RequestInput.Scheme) => "Set vary_by_host = true for the resource",
            (_, RequestInput.Session) => Computed("session", "context.Session.GetString(\"...\")"),
            (_, RequestInput.Certificate) => Computed("certificate", "context.Connection.ClientCertificate?.Thumbprint"),
            (_, RequestInput.Connection) => Computed("address", "context.Connection.RemoteIpAddress?.ToString()"),
            (_, RequestInput.Culture) => LocalizeFirst,
            _ => Computed(name, "..."),
        };
        return $"{declared}. If the response does not depend on it, dismiss it: Ignore = [\"{Ignored(kind, name)}\"].";
    }

    private static string Computed(string name, string value) => $"Declare it: options.Parameters.Add(CacheParameter.Computed(\"{name}\", context => {value}))";

    // All of them: what is declared takes the place of what is inferred.
    private static string Vary(string added, CacheParameterSet parameters)
    {
        var known = parameters.All.Where(static parameter => parameter is { Source: CacheParameterSource.Query or CacheParameterSource.Header or CacheParameterSource.Claim or CacheParameterSource.Culture, IsWholeQuery: false } || parameter is { Source: CacheParameterSource.Route, IsDimension: true })
            .Select(static parameter => parameter.HasDefault || parameter.IsDimension ? parameter.ToString() : parameter.ToString().TrimEnd('='));
        return $"vary: [{string.Join(", ", known.Append(added).Select(static name => $"\"{name}\""))}]";
    }

    /// <summary>Returns the text that dismisses an input.</summary>
    public static string Ignored(InputKind kind, string name)
    {
        var shown = name is EndpointInputs.RawQuery or EndpointInputs.SignedIn ? IgnoredInputs.All : name;
        return kind == InputKind.Query && shown != IgnoredInputs.All ? shown : $"{Word(kind)}:{shown}";
    }
}

namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>Inputs that a declaration dismisses: <c>page</c>, <c>header:User-Agent</c>, <c>cookie:*</c>.</summary>
internal static class Dismissed
{
    private static readonly string[] _kinds = ["query", "header", "cookie", "claim", "item", "request"];
    private static readonly string[] _ofRequest = ["*", "host", "scheme", "session", "raw-target", "certificate", "connection", "protocol", "culture"];

    /// <summary>Tells whether an input is dismissed, or may be.</summary>
    public static bool Covers(Declaration declaration, string kind, string name) =>
        declaration.Ignore.IsOpen
        || declaration.Ignore.Items.Exists(item => TryParse(item.Value, out var ofKind, out var ofName, out _)
            && ofKind == kind && (ofName == "*" || ofName.Equals(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Reads a text.</summary>
    public static bool TryParse(string text, out string kind, out string name, out string flaw)
    {
        (kind, name, flaw) = ("query", text.Trim(), string.Empty);
        var colon = name.IndexOf(':');
        if (colon >= 0)
        {
            kind = name.Substring(0, colon).Trim().ToLowerInvariant();
            name = name.Substring(colon + 1).Trim();
            if (Array.IndexOf(_kinds, kind) < 0)
            {
                flaw = "write 'name' for the query, or header:, cookie:, claim:, item: or request: in front";
                return false;
            }
        }

        if (name.Length == 0)
        {
            flaw = "it has no name";
            return false;
        }

        if (kind == "request" && Array.IndexOf(_ofRequest, name.ToLowerInvariant()) < 0)
        {
            flaw = $"of a request there are {string.Join(", ", _ofRequest.Skip(1))}";
            return false;
        }

        return true;
    }
}

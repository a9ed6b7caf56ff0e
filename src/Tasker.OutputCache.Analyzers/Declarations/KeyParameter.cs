namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>A parameter of a key: <c>source:name=default</c>.</summary>
internal sealed record KeyParameter(InputSource Source, string Name, string? Default, bool IsBare)
{
    private const string AlsoAllowed = "_-.$[]";
    private const string AlsoAllowedInClaims = AlsoAllowed + ":/#";
    private const int MaximumLength = 100;

    public bool IsWholeQuery => Source == InputSource.Query && Name == "*";

    public bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a parameter.</summary>
    /// <param name="declared">The text.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="flaw">What is wrong with it.</param>
    public static bool TryParse(string declared, out KeyParameter? parameter, out string flaw)
    {
        (parameter, flaw) = (null, string.Empty);
        var text = declared.Trim();
        var equals = text.IndexOf('=');
        var name = equals < 0 ? text : text.Substring(0, equals).TrimEnd();
        var defaultValue = equals < 0 ? null : text.Substring(equals + 1).TrimStart();
        var source = InputSource.Query;
        var colon = name.IndexOf(':');
        if (colon >= 0 && name.Substring(0, colon).Trim().Equals("body", StringComparison.OrdinalIgnoreCase))
        {
            // The start of the host looks at places in bodies.
            parameter = new KeyParameter(InputSource.Body, name.Substring(colon + 1).TrimStart(), string.Empty, IsBare: false);
            return true;
        }

        if (colon >= 0)
        {
            if (!TryParseSource(name.Substring(0, colon).Trim(), out source))
            {
                flaw = $"it names the source '{name.Substring(0, colon)}'; the sources are query, route, claim, header and body";
                return false;
            }

            name = name.Substring(colon + 1).TrimStart();
        }

        if (name == "*" && colon >= 0 && source == InputSource.Query && equals < 0)
        {
            parameter = new KeyParameter(source, name, string.Empty, IsBare: false);
            return true;
        }

        flaw = FindFlaw(name, source) ?? (defaultValue is { Length: 0 } ? "its default is empty" : string.Empty);
        if (flaw.Length > 0)
        {
            return false;
        }

        parameter = new KeyParameter(source, name, defaultValue, IsBare: colon < 0);
        return true;
    }

    private static bool TryParseSource(string text, out InputSource source) =>
        Enum.TryParse(text, ignoreCase: true, out source) && source is InputSource.Query or InputSource.Route or InputSource.Claim or InputSource.Header && !char.IsDigit(text[0]);

    private static string? FindFlaw(string name, InputSource source)
    {
        if (name.Length is 0 or > MaximumLength)
        {
            return name.Length == 0 ? "its name is missing" : $"its name is longer than {MaximumLength} characters";
        }

        var allowed = source == InputSource.Claim ? AlsoAllowedInClaims : AlsoAllowed;
        foreach (var character in name)
        {
            if (!char.IsLetterOrDigit(character) && allowed.IndexOf(character) < 0)
            {
                return $"its name holds the character '{character}'";
            }
        }

        return null;
    }
}

using System.Text.RegularExpressions;

namespace Tasker.Caching.Configuration.Formats;

/// <summary>Takes out of a text what must not appear in a log or on a page.</summary>
internal static partial class SecretMask
{
    public const string Mask = "***";

    /// <summary>Hides the credentials of URLs, wherever they stand, and passwords of connection strings.</summary>
    public static string Hide(string text) => Passwords().Replace(Credentials().Replace(text, "$1***@"), "$1***");

    /// <summary>Shows of a secret what is needed to recognize it: scheme and hosts of a URL. Anything else is hidden as a whole.</summary>
    public static string HideSecret(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        var hidden = Hide(text);
        var query = hidden.IndexOf('?', StringComparison.Ordinal);
        hidden = query < 0 ? hidden : hidden[..query];
        return Url().IsMatch(hidden) ? hidden : Mask;
    }

    // Up to the last one: passwords are not always escaped.
    [GeneratedRegex(@"(://)[^\s]*@")]
    private static partial Regex Credentials();

    [GeneratedRegex(@"((?:password|pwd|secret|token)\s*=\s*)[^,;&\s]+", RegexOptions.IgnoreCase)]
    private static partial Regex Passwords();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*://(?:\*\*\*@)?[A-Za-z0-9.,:\[\]_-]+(?:/[0-9]*)?\z")]
    private static partial Regex Url();
}

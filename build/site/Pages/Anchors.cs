using System.Text;

namespace Tasker.OutputCache.Site.Pages;

/// <summary>Anchors of headings, as GitHub makes them: links in Markdown lead to the same place there and here.</summary>
internal sealed class Anchors
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    public string Add(string heading)
    {
        var anchor = Of(heading);
        var before = _seen.GetValueOrDefault(anchor);
        _seen[anchor] = before + 1;
        return before == 0 ? anchor : $"{anchor}-{before}";
    }

    private static string Of(string heading)
    {
        var anchor = new StringBuilder(heading.Length);
        foreach (var character in heading)
        {
            if (char.IsLetterOrDigit(character) || character is '-' or '_')
            {
                anchor.Append(char.ToLowerInvariant(character));
            }
            else if (character == ' ')
            {
                anchor.Append('-');
            }
        }

        return anchor.ToString();
    }
}

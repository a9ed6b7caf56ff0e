using System.Runtime.CompilerServices;
using System.Text;

namespace Tasker.OutputCache.Store;

/// <summary>Lets entries share the texts of their headers: thousands of entries have the same few, and what is shared is in the processor's cache when a hit needs it.</summary>
internal static class HeaderTexts
{
    private const int MaximumLength = 128;

    // A power of two. Each place holds the text that came to it last.
    private const int Places = 256;

    private static readonly string?[] Recent = new string?[Places];

    /// <summary>Returns a text that is equal to the given one, most likely one that others hold already.</summary>
    public static string Share(string text) => Share(text, text);

    /// <summary>Returns the text that UTF-8 bytes are, most likely one that others hold already: then none is made.</summary>
    [SkipLocalsInit]
    public static string Share(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumLength)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        // Never more characters than bytes.
        Span<char> text = stackalloc char[MaximumLength];
        return Share(text[..Encoding.UTF8.GetChars(bytes, text)], null);
    }

    private static string Share(ReadOnlySpan<char> text, string? made)
    {
        if (FrameworkFormat.TryFindWellKnown(text, out var known))
        {
            return known;
        }

        if (text.Length > MaximumLength)
        {
            return made ?? text.ToString();
        }

        ref var place = ref Recent[string.GetHashCode(text) & (Places - 1)];
        var recent = Volatile.Read(ref place);
        if (recent is not null && text.SequenceEqual(recent))
        {
            return recent;
        }

        made ??= text.ToString();
        Volatile.Write(ref place, made);
        return made;
    }
}

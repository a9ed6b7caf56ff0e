namespace Tasker.OutputCache.Store;

/// <summary>Lets entries share the texts of their headers: thousands of entries have the same few, and what is shared is in the processor's cache when a hit needs it.</summary>
internal static class HeaderTexts
{
    private const int MaximumLength = 128;

    // A power of two. Each place holds the text that came to it last.
    private const int Places = 256;

    private static readonly string?[] Recent = new string?[Places];

    /// <summary>Returns a text that is equal to the given one, most likely one that others hold already.</summary>
    public static string Share(string text)
    {
        if (FrameworkFormat.TryFindWellKnown(text, out var known))
        {
            return known;
        }

        if (text.Length > MaximumLength)
        {
            return text;
        }

        ref var place = ref Recent[text.GetHashCode(StringComparison.Ordinal) & (Places - 1)];
        var recent = Volatile.Read(ref place);
        if (string.Equals(recent, text, StringComparison.Ordinal))
        {
            return recent!;
        }

        Volatile.Write(ref place, text);
        return text;
    }
}

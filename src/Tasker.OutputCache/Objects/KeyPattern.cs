namespace Tasker.OutputCache.Objects;

/// <summary>A pattern of keys: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
internal static class KeyPattern
{
    public static bool Matches(ReadOnlySpan<char> key, ReadOnlySpan<char> pattern)
    {
        // Where the last star was, and how much of the key it has taken.
        var (k, p, star, taken) = (0, 0, -1, 0);
        while (k < key.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, taken) = (p++, k);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == key[k]))
            {
                k++;
                p++;
            }
            else if (star >= 0)
            {
                (k, p) = (++taken, star + 1);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }
}

namespace Tasker.Caching.Backends;

/// <summary>A pattern of keys: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
public static class KeyPattern
{
    /// <summary>Says whether a key matches a pattern. There is nothing else that is special.</summary>
    /// <param name="key">The whole key.</param>
    /// <param name="pattern">The pattern.</param>
    /// <returns>Whether it matches.</returns>
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

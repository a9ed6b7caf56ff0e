namespace Tasker.Caching.Configuration;

/// <summary>Makes one of the many spellings of a key: <c>default_ttl</c>, <c>DefaultTtl</c> and <c>default-ttl</c> are the same.</summary>
internal static class KeyName
{
    public static string Normalize(string name) => string.Create(CountLetters(name), name, static (span, source) =>
    {
        var i = 0;
        foreach (var c in source)
        {
            if (c is not ('_' or '-'))
            {
                span[i++] = char.ToLowerInvariant(c);
            }
        }
    });

    private static int CountLetters(string name)
    {
        var count = name.Length;
        foreach (var c in name)
        {
            if (c is '_' or '-')
            {
                count--;
            }
        }

        return count;
    }
}

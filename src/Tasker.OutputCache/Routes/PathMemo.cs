namespace Tasker.OutputCache.Routes;

/// <summary>Remembers what was made of the paths that were asked for lately. It is bounded: strangers choose paths.</summary>
/// <param name="make">Makes it. What it makes depends on nothing but the path.</param>
internal sealed class PathMemo(Func<string, RequestPath> make)
{
    private const int Slots = 128;
    private const int LongestPath = 256;

    private readonly Entry?[] _entries = new Entry?[Slots];

    public RequestPath Get(ReadOnlySpan<char> spelling)
    {
        if (spelling.Length > LongestPath)
        {
            return make(spelling.ToString());
        }

        ref var slot = ref _entries[(uint)string.GetHashCode(spelling) % Slots];
        if (Volatile.Read(ref slot) is { } held && spelling.SequenceEqual(held.Spelling))
        {
            return held.Path;
        }

        var text = spelling.ToString();
        var made = new Entry(text, make(text));
        Volatile.Write(ref slot, made);
        return made.Path;
    }

    private sealed record Entry(string Spelling, RequestPath Path);
}

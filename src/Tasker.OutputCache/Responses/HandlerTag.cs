using Tasker.Caching;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Responses;

/// <summary>A tag that a handler adds, among the strings that the framework hands to the store.</summary>
/// <remarks>The framework's tags are taken literally. One with dimensions follows a mark, a control character that no sensible tag begins with.</remarks>
internal static class HandlerTag
{
    private const char Mark = '\x1f';

    public static string Write(CacheTag tag) => Mark + tag.ToString();

    private static CacheTag Read(string text) => text.Length > 1 && text[0] == Mark ? CacheTag.OfEntries(text[1..]) : CacheTag.FromString(text);

    /// <summary>Adds what strings of the framework stand for.</summary>
    public static void AddTo(EntryTagsBuilder tags, ReadOnlySpan<string> texts, ITagExpander expander)
    {
        foreach (var text in texts)
        {
            // The framework takes an empty one as well. No eviction can name it.
            if (!string.IsNullOrEmpty(text))
            {
                expander.AddCarried(Read(text), tags);
            }
        }
    }
}

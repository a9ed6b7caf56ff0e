namespace Tasker.OutputCache.Store;

/// <summary>A tag that a handler adds, among the strings that the framework hands to the store.</summary>
/// <remarks>The framework's tags are taken literally. One with dimensions stands behind a mark, a control character that no sensible tag begins with.</remarks>
internal static class HandlerTag
{
    private const char Mark = '\x1f';

    public static string Write(CacheTag tag) => Mark + tag.ToString();

    public static CacheTag Read(string text) => text.Length > 1 && text[0] == Mark ? CacheTag.OfEntries(text[1..]) : CacheTag.FromString(text);
}

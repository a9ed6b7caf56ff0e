namespace Tasker.OutputCache.Tiers;

/// <summary>Takes what was computed in place of the tiers.</summary>
internal sealed class ContentSink
{
    public CachedContent? Content { get; private set; }

    public void Take(CachedContent content) => Content = content;
}

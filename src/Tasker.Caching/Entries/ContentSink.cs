using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Takes what was computed in place of the tiers.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ContentSink
{
    /// <summary>Gets the content that was taken, or <see langword="null"/>.</summary>
    public CachedContent? Content { get; private set; }

    internal void Take(CachedContent content) => Content = content;
}

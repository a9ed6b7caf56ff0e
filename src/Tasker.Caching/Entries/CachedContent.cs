using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What an entry holds: a response or an object. The tiers carry it without knowing what it is.</summary>
[Experimental(EngineFace.DiagnosticId)]
public abstract class CachedContent
{
    /// <summary>Gets the number of bytes that this content occupies in memory.</summary>
    public abstract long Size { get; }

    /// <summary>Notes when the content was computed, in this node's clock. Called once, before anybody else sees it.</summary>
    public virtual void SetCreated(DateTimeOffset created)
    {
    }

    /// <summary>Gets the encodings in which the content is held ready.</summary>
    public virtual string[] Encodings => ["identity"];

    /// <summary>Gets a value indicating whether the far tier may hold it compressed.</summary>
    public virtual bool MayBeCompressed => true;

    /// <summary>Gets for how long the content may be shown after its freshness, if it says so itself.</summary>
    /// <param name="settings">The settings of the resource, which set the limits.</param>
    /// <returns><see langword="null"/> if the settings decide alone.</returns>
    public virtual StaleWindows? WindowsIn(ResourceSettings settings) => null;

    /// <summary>Writes the content for the far tier.</summary>
    public abstract void WriteTo(IBufferWriter<byte> output);
}

using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What the evictions known to this node say of an entry.</summary>
[Experimental(EngineFace.DiagnosticId)]
public enum Verdict
{
    /// <summary>Nothing that it carries was evicted since it was computed.</summary>
    Valid,

    /// <summary>One of its tags was evicted softly: it may still be shown as stale.</summary>
    Stale,

    /// <summary>It must not be served.</summary>
    Void,
}

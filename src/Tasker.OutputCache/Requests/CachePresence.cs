using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>Knows whether the pipeline has an output cache, and whether it should have one.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class CachePresence
{
    private volatile bool _isThere;
    private volatile bool _isExpected;

    /// <summary>Gets a value indicating whether the framework's middleware or our own is in the pipeline.</summary>
    public bool IsThere => _isThere;

    /// <summary>Gets a value indicating whether there are endpoints to be cached.</summary>
    internal bool IsExpected => _isExpected;

    internal void Note() => _isThere = true;

    internal void Expect() => _isExpected = true;
}

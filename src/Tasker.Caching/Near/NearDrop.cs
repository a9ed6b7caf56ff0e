using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Why the near tier let an entry go.</summary>
[Experimental(EngineFace.DiagnosticId)]
public enum NearDrop
{
    /// <summary>There was no room for it beside newer or hotter ones.</summary>
    Capacity,

    /// <summary>Its time had passed.</summary>
    Expired,

    /// <summary>An eviction had made it void.</summary>
    Void,

    /// <summary>The application asked for it.</summary>
    Removed,
}

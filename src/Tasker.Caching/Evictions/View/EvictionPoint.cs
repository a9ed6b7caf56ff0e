using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What a node knew of the log at one moment. Read once before a computation begins, it is that computation's stamp.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed record EvictionPoint
{
    /// <summary>The point of a node that has not heard of any log.</summary>
    public static readonly EvictionPoint Unknown = new();

    /// <summary>The generation of the log, empty while none is known.</summary>
    public string Generation { get; init; } = string.Empty;

    /// <summary>The sequence up to which the view is complete.</summary>
    public long Horizon { get; init; }

    /// <summary>The sequence up to which everything in the far tier is void.</summary>
    public long Marker { get; init; }

    /// <summary>The local count of changes: it moves whenever an entry of the near tier may have become void or stale.</summary>
    public long Tick { get; init; }

    /// <summary>The tick below which everything in the near tier is void.</summary>
    internal long Floor { get; init; }

    internal bool IsKnown => Generation.Length > 0;
}

using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What the near tier holds, and what it let go since it was made.</summary>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct NearTierStatistics
{
    /// <summary>Gets the number of entries.</summary>
    public required int Entries { get; init; }

    /// <summary>Gets how many bytes they take.</summary>
    public required long Bytes { get; init; }

    /// <summary>Gets the most bytes that were ever held at once.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Gets the most entries that were ever held at once.</summary>
    public required int PeakEntries { get; init; }

    /// <summary>Gets how many valid entries had to make room.</summary>
    public required long DroppedForCapacity { get; init; }

    /// <summary>Gets how many entries were dropped because they had expired.</summary>
    public required long DroppedExpired { get; init; }

    /// <summary>Gets how many entries were dropped because they had been evicted.</summary>
    public required long DroppedVoid { get; init; }

    /// <summary>Gets how many entries and encodings were too large to be taken in.</summary>
    public required long Refused { get; init; }
}

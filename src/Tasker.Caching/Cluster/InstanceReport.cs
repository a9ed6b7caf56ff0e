using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What an instance says of itself. Counts are since its start.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed record InstanceReport
{
    /// <summary>The form of the report that this build writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Gets the form of the report. Name, version and program keep their names in every form.</summary>
    public int Format { get; init; }

    /// <summary>Gets the machine and the process.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Gets the version of the cache.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>Gets the program and its version.</summary>
    public string Program { get; init; } = string.Empty;

    /// <summary>Gets when the instance started, by its own clock.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets a value indicating whether the instance says with this that it has stopped.</summary>
    public bool Stopped { get; init; }

    /// <summary>Gets a value indicating whether anything is cached at all.</summary>
    public bool Enabled { get; init; }

    /// <summary>Gets the back end in force.</summary>
    public string Backend { get; init; } = string.Empty;

    /// <summary>Gets a value indicating whether the instance is in touch with the eviction log.</summary>
    public bool Attached { get; init; }

    /// <summary>Gets what went wrong with the last reading of the log; <see langword="null"/> if it was good.</summary>
    public string? Fault { get; init; }

    /// <summary>Gets how long ago the last good reading of the log began; <see langword="null"/> if there has been none.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>Gets how long the instance may go without a good reading before it counts as detached.</summary>
    public double StalenessBoundSeconds { get; init; }

    /// <summary>Gets the state of the circuit of the shared tier: <c>closed</c>, <c>open</c>, <c>half_open</c>.</summary>
    public string Circuit { get; init; } = string.Empty;

    /// <summary>Gets how many evicted tags the log has not confirmed.</summary>
    public int Journal { get; init; }

    /// <summary>Gets the generation of the log that the instance knows.</summary>
    public string Generation { get; init; } = string.Empty;

    /// <summary>Gets the requests to cached endpoints.</summary>
    public long Requests { get; init; }

    /// <summary>Gets those that needed no run of their handler.</summary>
    public long Hits { get; init; }

    /// <summary>Gets those that bypassed the cache.</summary>
    public long Bypasses { get; init; }

    /// <summary>Gets the runs of handlers for the cache.</summary>
    public long HandlerRuns { get; init; }

    /// <summary>Gets the entries in the instance's memory.</summary>
    public int Entries { get; init; }

    /// <summary>Gets what they take.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets what they may take.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Gets the last evictions that the instance has begun, the last first; <see langword="null"/> if there was none.</summary>
    public IReadOnlyList<InstanceEviction>? Evictions { get; init; }
}

using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>All settings of a node at one time. They never change; a reload makes new ones.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed record CacheSettings
{
    private CacheSettings(TaskerCachingOptions options)
    {
        Options = options;
        Resources = new ResourceSettingsResolver(options);
        OperationTimeout = options.OperationTimeout;
        Lease = options.Lease;
        MaxWait = options.MaxWait;
        CompressionThresholdBytes = options.CompressionThresholdBytes;
        CatchUpInterval = options.Evictions.CatchUpInterval;
        StalenessBound = options.Evictions.StalenessBound;
        Retention = options.Evictions.Retention;
        CircuitFailureThreshold = options.CircuitBreaker.FailureThreshold;
        CircuitSuccessThreshold = options.CircuitBreaker.SuccessThreshold;
        CircuitTimeout = options.CircuitBreaker.Timeout;
        MaxEntries = options.Memory.MaxCapacity;
        MaxMemoryBytes = options.Memory.MaxBytes;
    }

    /// <summary>Makes the settings of a node from options that are corrected, and that are not changed any more.</summary>
    internal static CacheSettings Of(TaskerCachingOptions options) => new(options);

    /// <summary>Gets the options that the settings were made of, for pages that show them and for the choice of a back end.</summary>
    public TaskerCachingOptions Options { get; }

    /// <summary>Gets what decides the settings of each resource.</summary>
    public ResourceSettingsResolver Resources { get; }

    /// <summary>Gets how long a call to the shared back end may take: reading or writing an entry, or a page of the eviction log.</summary>
    internal TimeSpan OperationTimeout { get; init; }

    /// <summary>Gets how long a lease lasts unless it is renewed: the time until another node takes over from one that died.</summary>
    internal TimeSpan Lease { get; init; }

    /// <summary>Gets how long a request waits for another's computation. A lease is not renewed for longer, and no replay takes longer.</summary>
    public TimeSpan MaxWait { get; init; }

    /// <summary>Gets from how many bytes on contents are compressed for the shared tier.</summary>
    internal int CompressionThresholdBytes { get; init; }

    /// <summary>Gets how often the eviction log is read when nothing else asks for it.</summary>
    internal TimeSpan CatchUpInterval { get; init; }

    /// <summary>Gets how long ago the last good reading may have begun for the node to count as attached.</summary>
    internal TimeSpan StalenessBound { get; init; }

    /// <summary>Gets how long the eviction log remembers. No entry lives longer.</summary>
    internal TimeSpan Retention { get; init; }

    /// <summary>Gets how many failures in a row open the circuit.</summary>
    internal int CircuitFailureThreshold { get; init; }

    /// <summary>Gets how many probes in a row must succeed to close the circuit.</summary>
    internal int CircuitSuccessThreshold { get; init; }

    /// <summary>Gets how long the circuit stays open before recovery is tested.</summary>
    internal TimeSpan CircuitTimeout { get; init; }

    /// <summary>Gets how many entries this process's memory holds at most.</summary>
    internal int MaxEntries { get; init; }

    /// <summary>Gets how many bytes they take at most.</summary>
    internal long MaxMemoryBytes { get; init; }

    // What follows has no key of the configuration: none was needed yet.

    /// <summary>Gets how long the evictions of a burst are gathered before they are appended together; zero: not at all.</summary>
    /// <remarks>
    /// A burst is appended as soon as it pauses. An eviction that comes alone, or with few others, never waits. The default is long enough for a
    /// loop over some thousand rows, and a quarter of the shortest time in which a person sees a delay.
    /// </remarks>
    internal TimeSpan GatherTime { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets how long a request waits for a computation when there is an entry to show if it fails.</summary>
    internal TimeSpan MaxWaitWithEntry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets how long the mark stays that responses under a key can't be stored.</summary>
    internal TimeSpan DoNotWaitTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets how long after an attempt to refresh an entry the next one may begin.</summary>
    internal TimeSpan RefreshPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how many entries may be computed again in the background at once.</summary>
    internal int MaxRefreshes { get; init; } = Math.Max(4, Environment.ProcessorCount);

    /// <summary>Gets how many bytes may be on their way to the shared tier at once.</summary>
    internal long MaxBytesInFlight { get; init; } = 64 << 20;
}

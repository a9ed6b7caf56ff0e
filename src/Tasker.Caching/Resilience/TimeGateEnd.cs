namespace Tasker.Caching.Resilience;

/// <summary>What has ended a wait.</summary>
internal enum TimeGateEnd
{
    /// <summary>The operation has ended.</summary>
    Operation,

    /// <summary>The time was up.</summary>
    Time,

    /// <summary>The caller has given up.</summary>
    Caller,
}

namespace Tasker.Caching.Computing;

/// <summary>Which tiers a request reads and writes.</summary>
[Flags]
internal enum TierUse
{
    /// <summary>None: the request computes for itself, and for those who wait with it.</summary>
    None = 0,

    /// <summary>It may be answered from this process's memory.</summary>
    ReadNear = 1,

    /// <summary>What it finds or computes is kept in this process's memory.</summary>
    WriteNear = 2,

    /// <summary>It may be answered from the shared tier.</summary>
    ReadFar = 4,

    /// <summary>What it computes is kept in the shared tier.</summary>
    WriteFar = 8,

    /// <summary>Everything.</summary>
    All = ReadNear | WriteNear | ReadFar | WriteFar,
}

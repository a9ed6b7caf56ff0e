using Tasker.Caching.Configuration.Options;

namespace Tasker.Caching;

/// <summary>How much of this process's memory the cache may use.</summary>
public sealed class MemoryTierOptions
{
    /// <summary>Gets or sets how many entries are kept at most.</summary>
    /// <value>The default is 10,000. The value must be between 1 and 100,000,000.</value>
    public int MaxCapacity { get; set; } = MemoryTierDefaults.MaxCapacity;

    /// <summary>Gets or sets how many bytes the entries take at most: keys, headers and bodies together.</summary>
    /// <value>The default is 256 MiB. The value must be between 64 KiB and 1 TiB.</value>
    public long MaxBytes { get; set; } = MemoryTierDefaults.MaxBytes;
}

using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Options;

namespace Tasker.Caching.Configuration.Keys;

internal static class MemoryKeys
{
    public static readonly KeyTable Table = new("memory",
    [
        new ScalarKey<MemoryTierOptions, int>(
            "max_capacity", new IntegerFormat(MemoryTierDefaults.MinimumMaxCapacity, MemoryTierDefaults.MaximumMaxCapacity),
            MemoryTierDefaults.MaxCapacity, o => o.MaxCapacity, (o, v) => o.MaxCapacity = v,
            "How many entries this process keeps at most."),
        new ScalarKey<MemoryTierOptions, long>(
            "max_bytes", new SizeFormat(MemoryTierDefaults.MinimumMaxBytes, MemoryTierDefaults.MaximumMaxBytes),
            MemoryTierDefaults.MaxBytes, o => o.MaxBytes, (o, v) => o.MaxBytes = v,
            "How many bytes the entries of this process take at most: keys, headers and bodies together."),
    ]);
}

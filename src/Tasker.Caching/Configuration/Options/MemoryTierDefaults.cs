namespace Tasker.Caching.Configuration.Options;

/// <summary>Defaults and limits of <see cref="MemoryTierOptions"/>.</summary>
internal static class MemoryTierDefaults
{
    public const int MaxCapacity = 10_000;
    public const int MinimumMaxCapacity = 1;
    public const int MaximumMaxCapacity = 100_000_000;
    public const long MaxBytes = 256L * 1024 * 1024;
    public const long MinimumMaxBytes = 64L * 1024;
    public const long MaximumMaxBytes = 1024L * 1024 * 1024 * 1024;
}

namespace Tasker.Caching.Memcached.Configuration;

/// <summary>Defaults and limits of <see cref="MemcachedTierOptions"/>.</summary>
internal static class MemcachedTierDefaults
{
    public const string Url = "tcp://localhost:11211";
    public const int Port = 11211;
    public const int MaxConnections = 4;
    public const int MaximumMaxConnections = 1000;

    public static readonly TimeSpan ConnectionTimeout = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan MinimumConnectionTimeout = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan MaximumConnectionTimeout = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    public static readonly TimeSpan MinimumPollInterval = TimeSpan.FromMilliseconds(10);
    public static readonly TimeSpan MaximumPollInterval = TimeSpan.FromMinutes(1);
}

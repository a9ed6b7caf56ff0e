namespace Tasker.Caching.Redis.Configuration;

/// <summary>Defaults and limits of <see cref="RedisTierOptions"/>.</summary>
internal static class RedisTierDefaults
{
    public const string Url = "redis://localhost:6379";
    public const int Port = 6379;
    public const int MaxConnections = 10;
    public const int MaximumMaxConnections = 1000;

    public static readonly TimeSpan ConnectionTimeout = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan MinimumConnectionTimeout = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan MaximumConnectionTimeout = TimeSpan.FromMinutes(5);
}

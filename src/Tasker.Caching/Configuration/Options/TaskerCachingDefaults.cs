namespace Tasker.Caching.Configuration.Options;

/// <summary>Defaults and limits of <see cref="TaskerCachingOptions"/>.</summary>
internal static class TaskerCachingDefaults
{
    public const bool Enabled = true;
    public const string Backend = "memory";
    public const string KeyPrefix = "tasker";
    public const int MaximumKeyPrefixLength = 64;
    public const int CompressionThresholdBytes = 10 * 1024;
    public const int MaximumCompressionThresholdBytes = 1024 * 1024 * 1024;
    public const long MaxBodyBytes = 64L * 1024 * 1024;
    public const long MaximumMaxBodyBytes = 1024L * 1024 * 1024;
    public const int MaxRequestBodyBytes = 64 * 1024;
    public const int MaximumMaxRequestBodyBytes = 16 * 1024 * 1024;
    public const int TtlJitterPercent = 10;
    public const int MaximumTtlJitterPercent = 50;
    public const int VerifyOneIn = 0;
    public const int MaximumVerifyOneIn = 1_000_000;
    public const UndeclaredParameters Undeclared = UndeclaredParameters.Ignore;
    public const bool VaryByHost = false;
    public const bool VaryByBuild = false;
    public const string TenantClaim = "tenant";
    public const int MaximumTenantClaimLength = 256;
    public const ConfigurationErrorMode Validation = ConfigurationErrorMode.Warn;

    // Short, so that no mistake in a declaration lives for long where no life was chosen.
    public static readonly TimeSpan DefaultTtl = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan MinimumTtl = TimeSpan.FromMilliseconds(1);
    public static readonly TimeSpan MaximumTtl = TimeSpan.FromDays(365);

    public static readonly TimeSpan OperationTimeout = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan MinimumOperationTimeout = TimeSpan.FromMilliseconds(1);
    public static readonly TimeSpan MaximumOperationTimeout = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan MinimumLease = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan MaximumLease = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan MaximumMaxWait = TimeSpan.FromMinutes(10);
}

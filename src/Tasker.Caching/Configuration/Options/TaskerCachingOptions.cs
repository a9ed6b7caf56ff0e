using Tasker.Caching.Configuration.Options;

namespace Tasker.Caching;

/// <summary>The settings of the cache. Configuration binds them in snake_case or .NET names alike.</summary>
public sealed class TaskerCachingOptions
{
    /// <summary>Gets or sets whether anything is cached.</summary>
    /// <value>The default is <see langword="true"/>. When <see langword="false"/>, every request is a miss and nothing is stored.</value>
    public bool Enabled { get; set; } = TaskerCachingDefaults.Enabled;

    /// <summary>Gets or sets the back end that instances share.</summary>
    /// <value>
    /// The default is <c>memory</c>: nothing is shared. Others are <c>redis</c>, <c>dragonfly</c>, <c>valkey</c>, <c>garnet</c> and
    /// <c>memcached</c>, each with its package; <c>moka</c>, <c>in-memory</c> and <c>in-process</c> are memory.
    /// </value>
    public string Backend { get; set; } = TaskerCachingDefaults.Backend;

    /// <summary>Gets or sets how long a response is fresh where its resource does not say.</summary>
    /// <value>The default is 60 seconds. The value must be between 1 millisecond and 365 days; <see cref="EvictionOptions.Retention"/> cuts it.</value>
    public TimeSpan DefaultTtl { get; set; } = TaskerCachingDefaults.DefaultTtl;

    /// <summary>Gets or sets what every key begins with. Instances share what they store under the same prefix.</summary>
    /// <value>The default is <c>tasker</c>. The value must have 1 to 64 letters, digits and <c>- _ . :</c>.</value>
    public string KeyPrefix { get; set; } = TaskerCachingDefaults.KeyPrefix;

    /// <summary>Gets or sets how long one call to the shared back end may take.</summary>
    /// <value>The default is 200 milliseconds. The value must be between 1 millisecond and 1 minute.</value>
    /// <remarks>No request waits longer than this for the back end, also when it accepts and never answers.</remarks>
    public TimeSpan OperationTimeout { get; set; } = TaskerCachingDefaults.OperationTimeout;

    /// <summary>Gets or sets how long an instance may compute a response before another may take over. It is renewed while the handler runs.</summary>
    /// <value>The default is 10 seconds. The value must be between 100 milliseconds and 10 minutes.</value>
    public TimeSpan Lease { get; set; } = TaskerCachingDefaults.Lease;

    /// <summary>Gets or sets how long a request waits for a computation by someone else before it runs the handler itself.</summary>
    /// <value>The default is 30 seconds. The value must be between zero and 10 minutes.</value>
    public TimeSpan MaxWait { get; set; } = TaskerCachingDefaults.MaxWait;

    /// <summary>Gets or sets from what size on bodies are compressed in the shared back end.</summary>
    /// <value>The default is 10,240 bytes. The value must be between 0 and 1 GiB.</value>
    public int CompressionThresholdBytes { get; set; } = TaskerCachingDefaults.CompressionThresholdBytes;

    /// <summary>Gets or sets the size of the largest body that is stored.</summary>
    /// <value>The default is 64 MiB. The value must be between 1 byte and 1 GiB.</value>
    public long MaxBodyBytes { get; set; } = TaskerCachingDefaults.MaxBodyBytes;

    /// <summary>Gets or sets the size of the largest request body that becomes part of a key: of QUERY, and of POST searches.</summary>
    /// <value>The default is 64 KiB. The value must be between 0 and 16 MiB; with 0, no request with a body is cached.</value>
    /// <remarks>Bodies up to this size are held in memory while their request runs.</remarks>
    public int MaxRequestBodyBytes { get; set; } = TaskerCachingDefaults.MaxRequestBodyBytes;

    /// <summary>Gets or sets by how many percent lives are shortened at random, so that entries do not expire together.</summary>
    /// <value>The default is 10. The value must be between 0 and 50.</value>
    public int TtlJitterPercent { get; set; } = TaskerCachingDefaults.TtlJitterPercent;

    /// <summary>Gets or sets what happens to requests with query parameters that their endpoint did not declare.</summary>
    /// <value>The default is <see cref="UndeclaredParameters.Ignore"/>.</value>
    public UndeclaredParameters UndeclaredParameters { get; set; } = TaskerCachingDefaults.Undeclared;

    /// <summary>Gets or sets whether scheme and host of the request are part of the key.</summary>
    /// <value>The default is <see langword="false"/>: instances called by different names share.</value>
    public bool VaryByHost { get; set; } = TaskerCachingDefaults.VaryByHost;

    /// <summary>Gets or sets whether the build of the application is part of the key.</summary>
    /// <value>The default is <see langword="false"/>. When <see langword="true"/>, a new build does not serve what the old one stored.</value>
    public bool VaryByBuild { get; set; } = TaskerCachingDefaults.VaryByBuild;

    /// <summary>Gets or sets the type of the claim that names a user's tenant.</summary>
    /// <value>The default is <c>tenant</c>. The value must have 1 to 256 characters.</value>
    public string TenantClaim { get; set; } = TaskerCachingDefaults.TenantClaim;

    /// <summary>Gets or sets what a mistake in the configuration means for the start of the host.</summary>
    /// <value>The default is <see cref="ConfigurationErrorMode.Warn"/>: the host starts with what is valid.</value>
    public ConfigurationErrorMode ValidateOnStart { get; set; } = TaskerCachingDefaults.Validation;

    /// <summary>Gets or sets one in how many hits is computed once more in the background and compared, to find tags that were forgotten.</summary>
    /// <value>The default is 0: none. The value must be between 0 and 1,000,000.</value>
    /// <remarks>At most one response is computed at a time, and none twice within a minute.</remarks>
    public int VerifyOneIn { get; set; } = TaskerCachingDefaults.VerifyOneIn;

    /// <summary>Gets how much of this process's memory the cache may use.</summary>
    public MemoryTierOptions Memory { get; } = new();

    /// <summary>Gets how instances keep up with each other's evictions.</summary>
    public EvictionOptions Evictions { get; } = new();

    /// <summary>Gets when calls to the shared back end are given up and taken up again.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; } = new();

    /// <summary>Gets the settings of resources by name; the case of a name does not matter.</summary>
    /// <value>A resource that is missing here has the common settings; <c>analytics</c> and <c>templates</c> have defaults of their own.</value>
    public IDictionary<string, CacheResourceOptions> Resources { get; } =
        new Dictionary<string, CacheResourceOptions>(StringComparer.OrdinalIgnoreCase);
}

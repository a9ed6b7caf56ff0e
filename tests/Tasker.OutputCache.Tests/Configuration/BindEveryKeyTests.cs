using Tasker.Caching;
using Tasker.Caching.Configuration.Keys;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration;

public class BindEveryKeyTests
{
    private static readonly (string SnakeKey, string DotNetKey, string Text, Func<TaskerCachingOptions, object?> Read, object Expected)[] Rows =
    [
        ("enabled", "Enabled", "false", o => o.Enabled, false),
        ("backend", "Backend", "redis", o => o.Backend, "redis"),
        ("default_ttl_seconds", "DefaultTtlSeconds", "90", o => o.DefaultTtl, TimeSpan.FromSeconds(90)),
        ("key_prefix", "KeyPrefix", "shop:prod", o => o.KeyPrefix, "shop:prod"),
        ("operation_timeout_milliseconds", "OperationTimeoutMilliseconds", "150", o => o.OperationTimeout, TimeSpan.FromMilliseconds(150)),
        ("lease_seconds", "LeaseSeconds", "20", o => o.Lease, TimeSpan.FromSeconds(20)),
        ("max_wait_seconds", "MaxWaitSeconds", "0", o => o.MaxWait, TimeSpan.Zero),
        ("compression_threshold_bytes", "CompressionThresholdBytes", "2048", o => o.CompressionThresholdBytes, 2048),
        ("max_body_bytes", "MaxBodyBytes", "1MiB", o => o.MaxBodyBytes, 1024L * 1024),
        ("max_request_body_bytes", "MaxRequestBodyBytes", "1024", o => o.MaxRequestBodyBytes, 1024),
        ("ttl_jitter_percent", "TtlJitterPercent", "0", o => o.TtlJitterPercent, 0),
        ("undeclared_parameters", "UndeclaredParameters", "bypass", o => o.UndeclaredParameters, UndeclaredParameters.Bypass),
        ("vary_by_host", "VaryByHost", "true", o => o.VaryByHost, true),
        ("vary_by_build", "VaryByBuild", "1", o => o.VaryByBuild, true),
        ("tenant_claim", "TenantClaim", "http://schemas/tenant", o => o.TenantClaim, "http://schemas/tenant"),
        ("validate_on_start", "ValidateOnStart", "strict", o => o.ValidateOnStart, ConfigurationErrorMode.Strict),
        ("verify_one_in", "VerifyOneIn", "1000", o => o.VerifyOneIn, 1000),
        ("memory:max_capacity", "Memory:MaxCapacity", "500", o => o.Memory.MaxCapacity, 500),
        ("memory:max_bytes", "Memory:MaxBytes", "1048576", o => o.Memory.MaxBytes, 1048576L),
        ("evictions:catch_up_interval_milliseconds", "Evictions:CatchUpIntervalMilliseconds", "500", o => o.Evictions.CatchUpInterval, TimeSpan.FromMilliseconds(500)),
        ("evictions:staleness_bound_milliseconds", "Evictions:StalenessBoundMilliseconds", "1500", o => o.Evictions.StalenessBound, TimeSpan.FromMilliseconds(1500)),
        ("evictions:retention_seconds", "Evictions:RetentionSeconds", "60", o => o.Evictions.Retention, TimeSpan.FromMinutes(1)),
        ("evictions:log", "Evictions:Log", "postgres", o => o.Evictions.Log, "postgres"),
        ("circuit_breaker:failure_threshold", "CircuitBreaker:FailureThreshold", "7", o => o.CircuitBreaker.FailureThreshold, 7),
        ("circuit_breaker:timeout_seconds", "CircuitBreaker:TimeoutSeconds", "3", o => o.CircuitBreaker.Timeout, TimeSpan.FromSeconds(3)),
        ("circuit_breaker:success_threshold", "CircuitBreaker:SuccessThreshold", "1", o => o.CircuitBreaker.SuccessThreshold, 1),
        ("resources:sales:ttl_seconds", "Resources:sales:TtlSeconds", "30", o => o.Resources["sales"].Ttl, TimeSpan.FromSeconds(30)),
        ("resources:sales:stale_while_revalidate_seconds", "Resources:sales:StaleWhileRevalidateSeconds", "31", o => o.Resources["sales"].StaleWhileRevalidate, TimeSpan.FromSeconds(31)),
        ("resources:sales:stale_if_error_seconds", "Resources:sales:StaleIfErrorSeconds", "600", o => o.Resources["sales"].StaleIfError, TimeSpan.FromMinutes(10)),
        ("resources:sales:revival_seconds", "Resources:sales:RevivalSeconds", "90", o => o.Resources["sales"].Revival, TimeSpan.FromSeconds(90)),
        ("resources:sales:consistency", "Resources:sales:Consistency", "strict", o => o.Resources["sales"].Consistency, CacheConsistency.Strict),
        ("resources:sales:partition", "Resources:sales:Partition", "Tenant", o => o.Resources["sales"].Partition, CachePartition.Tenant),
        ("resources:sales:statuses", "Resources:sales:Statuses", "200, 404", o => o.Resources["sales"].Statuses, new List<int> { 200, 404 }),
        ("resources:sales:ignore_filters", "Resources:sales:IgnoreFilters", "TimingFilter, Audit", o => o.Resources["sales"].IgnoreFilters, new List<string> { "TimingFilter", "Audit" }),
        ("resources:sales:inputs", "Resources:sales:Inputs", "report", o => o.Resources["sales"].Inputs, UndeclaredInputs.Report),
        ("resources:sales:ignore", "Resources:sales:Ignore", "page, header:User-Agent", o => o.Resources["sales"].Ignore, new List<string> { "page", "header:User-Agent" }),
        ("resources:sales:honor_cache_control", "Resources:sales:HonorCacheControl", "true", o => o.Resources["sales"].HonorCacheControl, true),
        ("resources:sales:targeted_cache_control", "Resources:sales:TargetedCacheControl", "Tasker-Cache-Control, CDN-Cache-Control", o => o.Resources["sales"].TargetedCacheControl, new List<string> { "Tasker-Cache-Control", "CDN-Cache-Control" }),
        ("resources:sales:tag_header", "Resources:sales:TagHeader", "cache_tag", o => o.Resources["sales"].TagHeader, CacheTagHeader.CacheTag),
        ("resources:sales:tag_header_form", "Resources:sales:TagHeaderForm", "hashed", o => o.Resources["sales"].TagHeaderForm, TagHeaderForm.Hashed),
        ("resources:sales:post_searches", "Resources:sales:PostSearches", "search, find", o => o.Resources["sales"].PostSearches, new List<string> { "search", "find" }),
        ("resources:sales:warm_up", "Resources:sales:WarmUp", "/sales?range=7d,30d", o => o.Resources["sales"].WarmUp, new List<string> { "/sales?range=7d,30d" }),
        ("resources:sales:requires_shared", "Resources:sales:RequiresShared", "true", o => o.Resources["sales"].RequiresShared, true),
        ("resources:sales:ttl_jitter_percent", "Resources:sales:TtlJitterPercent", "5", o => o.Resources["sales"].TtlJitterPercent, 5),
        ("resources:sales:undeclared_parameters", "Resources:sales:UndeclaredParameters", "Bypass", o => o.Resources["sales"].UndeclaredParameters, UndeclaredParameters.Bypass),
        ("resources:sales:vary_by_host", "Resources:sales:VaryByHost", "yes", o => o.Resources["sales"].VaryByHost, true),
        ("resources:sales:serve_when_detached", "Resources:sales:ServeWhenDetached", "off", o => o.Resources["sales"].ServeWhenDetached, false),
        ("resources:sales:verify_one_in", "Resources:sales:VerifyOneIn", "20", o => o.Resources["sales"].VerifyOneIn, 20),
        ("resources:sales:shadow", "Resources:sales:Shadow", "true", o => o.Resources["sales"].Shadow, true),
    ];

    public static TheoryData<int> RowNumbers => [.. Enumerable.Range(0, Rows.Length)];

    [Theory]
    [MemberData(nameof(RowNumbers))]
    public void Bind_SnakeCaseKey_IsSet(int row) => AssertSet(Rows[row].SnakeKey, row);

    [Theory]
    [MemberData(nameof(RowNumbers))]
    public void Bind_DotNetKey_IsSet(int row) => AssertSet(Rows[row].DotNetKey, row);

    [Theory]
    [MemberData(nameof(RowNumbers))]
    public void Bind_UpperCaseKeyOfTheEnvironment_IsSet(int row) => AssertSet(Rows[row].SnakeKey.ToUpperInvariant(), row);

    private static void AssertSet(string key, int row)
    {
        var options = ConfigurationText.Cache($"{key}={Rows[row].Text}");

        Assert.Equal(Rows[row].Expected, Rows[row].Read(options));
        Assert.NotEqual(Rows[row].Expected, Rows[row].Read(WithSales(new TaskerCachingOptions())));
    }

    private static TaskerCachingOptions WithSales(TaskerCachingOptions options)
    {
        options.Resources["sales"] = new CacheResourceOptions();
        return options;
    }

    [Fact]
    public void Rows_ComparedWithTheTables_CoverEveryKey()
    {
        var declared = ConfigurationKeys.CoreTables.SelectMany(static table => table.Keys.Select(
            key => (table.Name.Length == 0 ? string.Empty : table.Name.Replace("resources.<name>", "resources:sales", StringComparison.Ordinal) + ":") + key.DocumentedName));

        Assert.Equal(declared, Rows.Select(static row => row.SnakeKey));
    }

    [Fact]
    public void Default_OfEveryKey_IsAllowedAndWhatNewOptionsHold()
    {
        var options = new TaskerCachingOptions();
        var targets = new (KeyTable Table, object Target)[]
        {
            (CommonKeys.Table, options), (MemoryKeys.Table, options.Memory),
            (EvictionKeys.Table, options.Evictions), (CircuitBreakerKeys.Table, options.CircuitBreaker),
        };

        foreach (var (table, target) in targets)
        {
            Assert.All(table.Keys, key =>
            {
                Assert.Equal(key.Default, key.Show(target));
                Assert.False(key.Correct(target));
            });
        }
    }

    [Fact]
    public void Tables_EveryKey_HasADescriptionAndLimits() =>
        Assert.All(ConfigurationKeys.CoreTables.SelectMany(static t => t.Keys), static key =>
        {
            Assert.EndsWith(".", key.Description, StringComparison.Ordinal);
            Assert.NotEmpty(key.Allowed);
            Assert.NotEmpty(key.Default);
        });
}

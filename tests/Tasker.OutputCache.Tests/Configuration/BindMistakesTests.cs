using Tasker.Caching;
using Tasker.Caching.Configuration.Keys;
using Xunit;
using static Tasker.OutputCache.Tests.Configuration.ConfigurationText;

namespace Tasker.OutputCache.Tests.Configuration;

public class BindMistakesTests
{
    [Theory]
    [InlineData("enabled=maybe")]
    [InlineData("backend=mysql")]
    [InlineData("backend=")]
    [InlineData("default_ttl_seconds=0")]
    [InlineData("default_ttl_seconds=-1")]
    [InlineData("default_ttl_seconds=31536001")]
    [InlineData("default_ttl_seconds=30s")]
    [InlineData("default_ttl_seconds=99999999999999999999999999")]
    [InlineData("default_ttl_seconds=1e400")]
    [InlineData("default_ttl=30")]
    [InlineData("default_ttl=soon")]
    [InlineData("default_ttl=")]
    [InlineData("default_ttl=s")]
    [InlineData("key_prefix=")]
    [InlineData("key_prefix=a b")]
    [InlineData("key_prefix={a}")]
    [InlineData("key_prefix=:a")]
    [InlineData("key_prefix=a:")]
    [InlineData("key_prefix=12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("operation_timeout_milliseconds=0")]
    [InlineData("operation_timeout_milliseconds=60001")]
    [InlineData("lease_milliseconds=99")]
    [InlineData("lease_seconds=601")]
    [InlineData("max_wait_seconds=-1")]
    [InlineData("max_wait_seconds=601")]
    [InlineData("compression_threshold_bytes=-1")]
    [InlineData("compression_threshold_bytes=2GiB")]
    [InlineData("max_body_bytes=0")]
    [InlineData("max_body_bytes=1073741825")]
    [InlineData("max_body_bytes=9223372036854775807GiB")]
    [InlineData("max_body_bytes=MiB")]
    [InlineData("ttl_jitter_percent=-1")]
    [InlineData("ttl_jitter_percent=51")]
    [InlineData("undeclared_parameters=1")]
    [InlineData("undeclared_parameters=drop")]
    [InlineData("vary_by_host=2")]
    [InlineData("tenant_claim=")]
    [InlineData("tenant_claim= x")]
    [InlineData("memory:max_capacity=0")]
    [InlineData("memory:max_capacity=100000001")]
    [InlineData("memory:max_bytes=256")]
    [InlineData("memory:max_bytes=1025GiB")]
    [InlineData("evictions:catch_up_interval_milliseconds=9")]
    [InlineData("evictions:catch_up_interval_seconds=61")]
    [InlineData("evictions:staleness_bound_milliseconds=9")]
    [InlineData("evictions:staleness_bound_seconds=601")]
    [InlineData("evictions:retention_milliseconds=999")]
    [InlineData("evictions:retention_days=31")]
    [InlineData("circuit_breaker:failure_threshold=0")]
    [InlineData("circuit_breaker:failure_threshold=10001")]
    [InlineData("circuit_breaker:timeout_milliseconds=99")]
    [InlineData("circuit_breaker:timeout_seconds=3601")]
    [InlineData("circuit_breaker:success_threshold=0")]
    [InlineData("circuit_breaker:success_threshold=1001")]
    [InlineData("resources:sales:ttl_seconds=0")]
    [InlineData("resources:sales:stale_while_revalidate_seconds=-1")]
    [InlineData("resources:sales:stale_if_error_days=366")]
    [InlineData("resources:sales:consistency=eventual")]
    [InlineData("resources:sales:partition=tenant,user")]
    [InlineData("resources:sales:statuses=200,206")]
    [InlineData("resources:sales:statuses=99")]
    [InlineData("resources:sales:statuses=304")]
    [InlineData("resources:sales:honor_cache_control=x")]
    [InlineData("resources:sales:warm_up=http://elsewhere/")]
    [InlineData("resources:sales:requires_shared=x")]
    [InlineData("resources:sales:ttl_jitter_percent=51")]
    [InlineData("resources:sales:undeclared_parameters=x")]
    [InlineData("resources:sales:vary_by_host=x")]
    [InlineData("resources:sales:serve_when_detached=x")]
    public void Bind_ValueThatIsNotAllowed_IsReportedAndNotUsed(string line)
    {
        var result = BindCache(line);

        var (key, value) = (line.Split('=', 2)[0], line.Split('=', 2)[1]);
        var problem = Assert.Single(result.Problems);
        Assert.Equal($"common.cache.{key.Replace(':', '.')}", problem.Key);
        Assert.Equal(value, problem.Value);
        Assert.NotNull(problem.Allowed);
        AssertDefaults(result.Options);
    }

    private static void AssertDefaults(TaskerCachingOptions options)
    {
        var defaults = new TaskerCachingOptions();
        AssertSame(CommonKeys.Table, defaults, options);
        AssertSame(MemoryKeys.Table, defaults.Memory, options.Memory);
        AssertSame(EvictionKeys.Table, defaults.Evictions, options.Evictions);
        AssertSame(CircuitBreakerKeys.Table, defaults.CircuitBreaker, options.CircuitBreaker);
        Assert.All(options.Resources.Values, static r => AssertSame(ResourceKeys.Table, new CacheResourceOptions(), r));
    }

    private static void AssertSame(KeyTable table, object expected, object actual) =>
        Assert.Equal(table.Keys.Select(k => k.Show(expected)), table.Keys.Select(k => k.Show(actual)));

    [Theory]
    [InlineData("default_ttl_milliseconds=1")]
    [InlineData("default_ttl=365d")]
    [InlineData("operation_timeout_milliseconds=1")]
    [InlineData("operation_timeout_minutes=1")]
    [InlineData("lease_milliseconds=100")]
    [InlineData("lease_minutes=10")]
    [InlineData("max_wait_minutes=10")]
    [InlineData("compression_threshold_bytes=0")]
    [InlineData("compression_threshold_bytes=1GiB")]
    [InlineData("max_body_bytes=1")]
    [InlineData("max_body_bytes=1 GiB")]
    [InlineData("ttl_jitter_percent=50")]
    [InlineData("memory:max_capacity=1")]
    [InlineData("memory:max_capacity=100000000")]
    [InlineData("memory:max_bytes=64KiB")]
    [InlineData("memory:max_bytes=1024GiB")]
    [InlineData("evictions:catch_up_interval_milliseconds=10")]
    [InlineData("evictions:catch_up_interval_minutes=1")]
    [InlineData("evictions:staleness_bound_milliseconds=10")]
    [InlineData("evictions:staleness_bound_minutes=10")]
    [InlineData("evictions:retention_seconds=1")]
    [InlineData("evictions:retention_days=30")]
    [InlineData("circuit_breaker:failure_threshold=1")]
    [InlineData("circuit_breaker:failure_threshold=10000")]
    [InlineData("circuit_breaker:timeout_milliseconds=100")]
    [InlineData("circuit_breaker:timeout_hours=1")]
    [InlineData("circuit_breaker:success_threshold=1000")]
    [InlineData("resources:sales:stale_if_error_days=365")]
    [InlineData("resources:sales:statuses=200,301,404,599")]
    public void Bind_ValueAtTheLimit_IsAllowed(string line) => Assert.Empty(BindCache(line).Problems);

    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("500ms", 500)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1.5 h", 5_400_000)]
    [InlineData("00:00:30", 30_000)]
    [InlineData("1.00:00:00", 86_400_000)]
    [InlineData(" 30S ", 30_000)]
    public void Bind_DurationWithItsUnitInTheValue_IsRead(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Cache($"default_ttl={text}").DefaultTtl);

    [Theory]
    [InlineData("20000000", 20_000_000)]
    [InlineData("20000000 B", 20_000_000)]
    [InlineData("20000kb", 20_000_000)]
    [InlineData("20MB", 20_000_000)]
    [InlineData("1 gb", 1_000_000_000)]
    [InlineData("20000KiB", 20_480_000)]
    [InlineData("20MiB", 20_971_520)]
    [InlineData("1GiB", 1_073_741_824)]
    public void Bind_SizeWithItsUnitInTheValue_IsRead(string text, long bytes) => Assert.Equal(bytes, Cache($"memory:max_bytes={text}").Memory.MaxBytes);

    [Theory]
    [InlineData("default_ttl_milliseconds=1500", 1_500)]
    [InlineData("default_ttl_seconds=1.5", 1_500)]
    [InlineData("DefaultTtlMinutes=2", 120_000)]
    [InlineData("default_ttl_hours=1", 3_600_000)]
    [InlineData("default-ttl-days=1", 86_400_000)]
    public void Bind_DurationWithItsUnitInTheKey_IsRead(string line, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Cache(line).DefaultTtl);

    [Fact]
    public void Bind_SeveralMistakes_AreReportedAllAtOnceAndTheRestIsInForce()
    {
        var result = BindCache("enabled=maybe", "backend=mysql", "default_ttl_seconds=-1", "key_prefix=ok", "colour=red");

        Assert.Equal(4, result.Problems.Count);
        Assert.Equal("ok", result.Options.KeyPrefix);
    }

    [Fact]
    public void Bind_WrongValue_MessageSaysWhatIsUsedAndAllowed()
    {
        var problem = Assert.Single(BindCache("default_ttl_seconds=30s").Problems);

        Assert.Equal(
            "common.cache.default_ttl_seconds = '30s' is not allowed; 1m is used. Allowed: a number of seconds, a duration from 1ms to 365d.",
            problem.ToString());
    }

    [Theory]
    [InlineData("default_tll_seconds", "default_ttl_seconds")]
    [InlineData("backnd", "backend")]
    [InlineData("Bakcend", "backend")]
    [InlineData("max_capacity", "memory.max_capacity")]
    [InlineData("evictions:retenton_seconds", "retention_seconds")]
    [InlineData("resource", "resources")]
    [InlineData("rediss", "redis")]
    [InlineData("analytic_ttl_seconds", "analytics_ttl_seconds")]
    [InlineData("resources:sales:stale_while_revalidation_seconds", "stale_while_revalidate_seconds")]
    [InlineData("circuit_breaker:failures_threshold", "failure_threshold")]
    [InlineData("resources:sales:ttl_secs", "ttl_seconds")]
    [InlineData("resources:sales:ttl_s", "ttl_seconds")]
    [InlineData("resources:sales:TtlSecs", "ttl_seconds")]
    [InlineData("resources:sales:TTL_MINS", "ttl_minutes")]
    [InlineData("resources:sales:tll_hrs", "ttl_hours")]
    [InlineData("resources:sales:stale-while-revalidate-ms", "stale_while_revalidate_milliseconds")]
    [InlineData("resources:sales:stale_if_error_day", "stale_if_error_days")]
    [InlineData("default_ttl_secs", "default_ttl_seconds")]
    [InlineData("defualt_ttl_sec", "default_ttl_seconds")]
    [InlineData("analytics_ttl_secs", "analytics_ttl_seconds")]
    [InlineData("ttl_secs", "default_ttl_seconds")]
    [InlineData("ttl_seconds", "default_ttl_seconds")]
    [InlineData("ttl", "default_ttl")]
    [InlineData("timeout_ms", "operation_timeout_milliseconds")]
    [InlineData("operationTimeoutMs", "operation_timeout_milliseconds")]
    [InlineData("lease_min", "lease_minutes")]
    [InlineData("retention_hrs", "evictions.retention_hours")]
    [InlineData("circuit_breaker:timeout_ms", "timeout_milliseconds")]
    [InlineData("evictions:catch_up_interval_millis", "catch_up_interval_milliseconds")]
    public void Bind_UnknownKey_IsReportedWithWhatWasProbablyMeant(string key, string suggestion)
    {
        var problem = Assert.Single(BindCache($"{key}=1").Problems);

        Assert.Equal($"common.cache.{key.Replace(':', '.')}", problem.Key);
        Assert.Equal(suggestion, problem.Suggestion);
    }

    [Theory]
    [InlineData("resources:sales:tag_secs")]
    [InlineData("resources:sales:tag_seconds")]
    [InlineData("resources:sales:stale_seconds")]
    [InlineData("resources:sales:ttl_us")]
    [InlineData("resources:sales:items")]
    [InlineData("evictions:secs")]
    [InlineData("evictions:_secs")]
    [InlineData("memory:max_capacity_ms")]
    [InlineData("size_ms")]
    [InlineData("host")]
    [InlineData("bytes")]
    public void Bind_UnknownKeyThatIsLikeNone_IsReportedWithoutSuggestion(string key) => Assert.Null(Assert.Single(BindCache($"{key}=1").Problems).Suggestion);

    [Fact]
    public void Bind_UnknownKey_DoesNotShowItsValue()
    {
        var problem = Assert.Single(BindCache("passwrod=hunter2").Problems);

        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
        Assert.Null(problem.Suggestion);
    }

    [Theory]
    [InlineData("memory=5")]
    [InlineData("resources=5")]
    [InlineData("resources:sales=5")]
    public void Bind_ValueInPlaceOfASection_IsReported(string line)
    {
        var problem = Assert.Single(BindCache(line).Problems);

        Assert.Contains("is a section", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default_ttl:seconds=5")]
    [InlineData("default_ttl_seconds:0=5")]
    public void Bind_SectionInPlaceOfAValue_IsReported(string line)
    {
        var result = BindCache(line);

        Assert.Single(result.Problems);
        Assert.Equal(TimeSpan.FromSeconds(60), result.Options.DefaultTtl);
    }

    [Theory]
    [InlineData("resources:a b:ttl_seconds=5")]
    [InlineData("resources:{a}:ttl_seconds=5")]
    public void Bind_NameThatNoResourceCanHave_IsReported(string line)
    {
        var result = BindCache(line);

        Assert.Single(result.Problems);
        Assert.Empty(result.Options.Resources);
    }

    [Fact]
    public void Bind_CacheSectionThatIsAValue_IsReported()
    {
        var result = Bind(Lines("common:cache=redis"));

        Assert.Equal("common.cache", Assert.Single(result.Problems).Key);
        AssertDefaults(result.Options);
    }

    [Fact]
    public void Bind_NullInJson_IsNotSet()
    {
        var result = Bind(Json("""{ "common": { "cache": { "backend": null, "memory": {}, "resources": { "analytics": { "statuses": [] } } } } }"""));

        Assert.Empty(result.Problems);
        AssertDefaults(result.Options);
    }
}

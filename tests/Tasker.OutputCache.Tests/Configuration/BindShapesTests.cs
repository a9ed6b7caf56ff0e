using Microsoft.Extensions.Configuration;
using Xunit;
using static Tasker.OutputCache.Tests.Configuration.ConfigurationText;

namespace Tasker.OutputCache.Tests.Configuration;

public class BindShapesTests
{
    [Fact]
    public void Bind_NoSection_IsEnabledInMemory()
    {
        var result = Bind(Lines("Logging:LogLevel:Default=Debug"));

        Assert.True(result.Options.Enabled);
        Assert.Equal("memory", result.Options.Backend);
        Assert.Null(result.SectionPath);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public void Bind_DesignedDocument_HasNoProblem()
    {
        var result = Bind(Json(
            """
            { "common": {
                "cache": {
                  "enabled": true, "backend": "dragonfly", "default_ttl_seconds": 1800, "template_ttl_seconds": 600, "analytics_ttl_seconds": 45, "key_prefix": "t",
                  "redis": { "url": "redis://localhost:6379", "max_connections": 10 },
                  "memcached": { "url": "tcp://localhost:11211" },
                  "moka": { "max_capacity": 77 },
                  "resources": { "analytics": { "stale_while_revalidate_seconds": 30, "statuses": [200, 404], "warm_up": ["/a", "/b?x=1"] } }
                },
                "circuit_breakers": { "default_config": { "x": 1 }, "component_configs": { "cache": { "failure_threshold": 6, "timeout_seconds": 7, "success_threshold": 3 } } } } }
            """));

        Assert.Empty(result.Problems);
        var options = result.Options;
        Assert.Equal("common:cache", result.SectionPath);
        Assert.Equal("dragonfly", options.Backend);
        Assert.Equal(77, options.Memory.MaxCapacity);
        Assert.Equal(TimeSpan.FromSeconds(45), options.Resources["Analytics"].Ttl);
        Assert.Equal(TimeSpan.FromSeconds(600), options.Resources["templates"].Ttl);
        Assert.Equal([200, 404], options.Resources["analytics"].Statuses);
        Assert.Equal(["/a", "/b?x=1"], options.Resources["analytics"].WarmUp);
        Assert.Equal(6, options.CircuitBreaker.FailureThreshold);
        Assert.Equal(TimeSpan.FromSeconds(7), options.CircuitBreaker.Timeout);
        Assert.Equal(3, options.CircuitBreaker.SuccessThreshold);
    }

    [Fact]
    public void Bind_OrchestrationShape_IsRead()
    {
        var result = Bind(Lines(
            "orchestration:cache:backend=in-process",
            "orchestration:cache:redis_url=redis://localhost:6379",
            "orchestration:cache:default_ttl_seconds=60",
            "orchestration:cache:analytics:ttl_seconds=30"));

        Assert.Empty(result.Problems);
        Assert.Equal("orchestration:cache", result.SectionPath);
        Assert.Equal("memory", result.Options.Backend);
        Assert.Equal(TimeSpan.FromSeconds(60), result.Options.DefaultTtl);
        Assert.Equal(TimeSpan.FromSeconds(30), result.Options.Resources["analytics"].Ttl);
    }

    [Theory]
    [InlineData("TaskerOutputCache:KeyPrefix=x", null)]
    [InlineData("tasker_output_cache:key_prefix=x", null)]
    [InlineData("Common:Cache:KeyPrefix=x", null)]
    [InlineData("shop:output_cache:key_prefix=x", "Shop:OutputCache")]
    [InlineData("cache:key_prefix=x", "cache")]
    public void Bind_Section_IsFoundInAnySpelling(string line, string? path) =>
        Assert.Equal("x", Bind(Lines(line), path).Options.KeyPrefix);

    [Fact]
    public void Bind_SectionPassedAsConfiguration_IsRead()
    {
        var section = Lines("shop:cache:key_prefix=x").GetSection("shop:cache");

        Assert.Equal("x", Bind(section).Options.KeyPrefix);
    }

    [Fact]
    public void Bind_SectionThatHoldsAWellKnownOne_ReadsThat()
    {
        var section = Lines("tasker:common:cache:key_prefix=x").GetSection("tasker");

        var result = Bind(section);

        Assert.Equal("x", result.Options.KeyPrefix);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public void Bind_EnvironmentVariables_AreRead()
    {
        var name = $"TASKERTEST{Environment.ProcessId}_";
        Environment.SetEnvironmentVariable($"{name}common__cache__resources__sales__ttl", "5m");
        Environment.SetEnvironmentVariable($"{name}COMMON__CACHE__DEFAULT_TTL_SECONDS", "77");
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables(name).Build();

        var result = Bind(configuration);

        Assert.Empty(result.Problems);
        Assert.Equal(TimeSpan.FromMinutes(5), result.Options.Resources["sales"].Ttl);
        Assert.Equal(TimeSpan.FromSeconds(77), result.Options.DefaultTtl);
    }

    [Fact]
    public void Bind_TwoSections_FirstIsReadAndTheOtherReported()
    {
        var result = Bind(Lines("orchestration:cache:key_prefix=b", "common:cache:key_prefix=a"));

        Assert.Equal("a", result.Options.KeyPrefix);
        Assert.Equal("orchestration.cache", Assert.Single(result.Problems).Key);
    }

    [Fact]
    public void Bind_ExplicitSectionThatIsAbsent_IsReported()
    {
        var result = Bind(Lines("common:cache:key_prefix=a"), "my:cache");

        Assert.Equal("tasker", result.Options.KeyPrefix);
        Assert.Equal("my.cache", Assert.Single(result.Problems).Key);
    }

    [Fact]
    public void Bind_BreakerInBothPlaces_TheOneInTheCacheSectionWins()
    {
        // Even over a later source.
        var result = Bind(ConfigurationText.Layers(
            ["common:cache:circuit_breaker:failure_threshold=3"],
            ["common:circuit_breakers:component_configs:cache:failure_threshold=9", "common:circuit_breakers:component_configs:cache:success_threshold=4"]));

        Assert.Empty(result.Problems);
        Assert.Equal(3, result.Options.CircuitBreaker.FailureThreshold);
        Assert.Equal(4, result.Options.CircuitBreaker.SuccessThreshold);
    }

    [Fact]
    public void Bind_ShortFormAndFullFormInOneSource_FullFormWins()
    {
        var options = Cache("resources:analytics:ttl_seconds=30", "analytics_ttl_seconds=60");

        Assert.Equal(TimeSpan.FromSeconds(30), options.Resources["analytics"].Ttl);
    }

    [Fact]
    public void Bind_ShortFormInALaterSource_Wins()
    {
        var result = Bind(ConfigurationText.Layers(["common:cache:resources:analytics:ttl_seconds=30"], ["common:cache:AnalyticsTtl=2m"]));

        Assert.Empty(result.Problems);
        Assert.Equal(TimeSpan.FromMinutes(2), result.Options.Resources["analytics"].Ttl);
    }

    [Theory]
    [InlineData("common:cache:default_ttl_seconds=10", "TaskerOutputCache:X=1", "common:cache:DefaultTtl=20s")]
    [InlineData("common:cache:DefaultTtl=10s", "TaskerOutputCache:X=1", "common:cache:default_ttl_seconds=20")]
    [InlineData("Common:Cache:default_ttl=10s", "TaskerOutputCache:X=1", "common:cache:defaultTtlMilliseconds=20000")]
    public void Bind_SpellingsInSeveralSources_TheLaterSourceWins(string first, string between, string last)
    {
        var result = Bind(ConfigurationText.Layers([first], [between], [last]), "common:cache");

        Assert.Empty(result.Problems);
        Assert.Equal(TimeSpan.FromSeconds(20), result.Options.DefaultTtl);
    }

    [Fact]
    public void Bind_TwoSpellingsInOneSource_IsReported()
    {
        var result = BindCache("default_ttl_seconds=10", "DefaultTtl=20s");

        var problem = Assert.Single(result.Problems);
        Assert.Contains("same key", problem.Message, StringComparison.Ordinal);
        Assert.InRange(result.Options.DefaultTtl, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Bind_MemoryAndMokaInSeveralSources_TheLaterWins()
    {
        var result = Bind(ConfigurationText.Layers(["common:cache:memory:max_capacity=1"], ["common:cache:moka:max_capacity=2"]));

        Assert.Equal(2, result.Options.Memory.MaxCapacity);
    }

    [Theory]
    [InlineData("redis", "redis")]
    [InlineData("Redis", "redis")]
    [InlineData("dragonfly", "dragonfly")]
    [InlineData("valkey", "valkey")]
    [InlineData("garnet", "garnet")]
    [InlineData("memcached", "memcached")]
    [InlineData("memory", "memory")]
    [InlineData("moka", "memory")]
    [InlineData("in-memory", "memory")]
    [InlineData("in_memory", "memory")]
    [InlineData("InMemory", "memory")]
    [InlineData("in-process", "memory")]
    public void Bind_BackendName_IsResolved(string text, string expected) =>
        Assert.Equal(expected, Cache($"backend={text}").Backend);
}

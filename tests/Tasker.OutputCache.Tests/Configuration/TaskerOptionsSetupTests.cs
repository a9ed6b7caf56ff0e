using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tasker.Caching;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Keys;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration;

public class TaskerOptionsSetupTests
{
    [Fact]
    public void Options_FromConfigurationAndCode_CodeComesLast()
    {
        var (options, setup) = Build(["key_prefix=x", "default_ttl_seconds=5"], static o => o.KeyPrefix = "y");

        Assert.Equal("y", options.KeyPrefix);
        Assert.Equal(TimeSpan.FromSeconds(5), options.DefaultTtl);
        Assert.Empty(setup.Problems);
    }

    [Fact]
    public void Options_WrongValuesInCode_AreReportedAndReplaced()
    {
        var (options, setup) = Build([], static o =>
        {
            o.DefaultTtl = TimeSpan.Zero;
            o.KeyPrefix = null!;
            o.Backend = "moka";
            o.Memory.MaxCapacity = -1;
            o.Evictions.Retention = TimeSpan.MaxValue;
            o.CircuitBreaker.FailureThreshold = 0;
            o.Resources["sales"] = new() { TtlJitterPercent = 99, Statuses = { 200, 1 } };
            o.Resources["a b"] = new();
            o.Resources["nothing"] = null!;
        });

        Assert.Equal(TimeSpan.FromSeconds(60), options.DefaultTtl);
        Assert.Equal("tasker", options.KeyPrefix);
        Assert.Equal("memory", options.Backend);
        Assert.Equal(10_000, options.Memory.MaxCapacity);
        Assert.Equal(TimeSpan.FromHours(2), options.Evictions.Retention);
        Assert.Equal(5, options.CircuitBreaker.FailureThreshold);
        Assert.Null(options.Resources["sales"].TtlJitterPercent);
        Assert.Equal([200], options.Resources["sales"].Statuses);
        Assert.Equal(["sales"], options.Resources.Keys);
        Assert.Equal(9, setup.Problems.Count);
    }

    [Fact]
    public void Options_WrongValuesInConfiguration_AreReportedOnce()
    {
        var (_, setup) = Build(["default_ttl_seconds=0"]);

        Assert.Equal("common.cache.default_ttl_seconds", Assert.Single(setup.Problems).Key);
    }

    [Fact]
    public void Options_StalenessBoundBelowTheInterval_IsRaised()
    {
        var (options, setup) = Build(["evictions:catch_up_interval_seconds=30"]);

        Assert.Equal(TimeSpan.FromMinutes(1), options.Evictions.StalenessBound);
        Assert.Equal("evictions.staleness_bound_milliseconds", Assert.Single(setup.Problems).Key);
    }

    [Fact]
    public void Options_LifeLongerThanTheRetention_IsReported()
    {
        var (_, setup) = Build(["resources:sales:ttl_hours=3"]);

        Assert.Equal("resources.sales.ttl_seconds", Assert.Single(setup.Problems).Key);
    }

    [Fact]
    public void Options_DefaultsAlone_HaveNoProblem() => Assert.Empty(Build([]).Setup.Problems);

    private static (TaskerCachingOptions Options, TaskerOptionsSetup Setup) Build(
        string[] lines, Action<TaskerCachingOptions>? configure = null)
    {
        var configuration = ConfigurationText.Lines([.. lines.Select(static line => $"common:cache:{line}")]);
        var setup = new TaskerOptionsSetup(configuration, null, new ConfigurationKeys([]));
        using var services = new ServiceCollection()
            .AddSingleton<IConfigureOptions<TaskerCachingOptions>>(setup)
            .AddSingleton<IPostConfigureOptions<TaskerCachingOptions>>(setup)
            .Configure<TaskerCachingOptions>(configure ?? (static _ => { }))
            .BuildServiceProvider();

        return (services.GetRequiredService<IOptions<TaskerCachingOptions>>().Value, setup);
    }
}

using Tasker.Caching;
using Tasker.Caching.Engine;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration;

public class ResourceSettingsResolverTests
{
    private readonly TaskerCachingOptions _options = new();

    [Fact]
    public void Get_Analytics_HasItsOwnDefaults()
    {
        var settings = Get("analytics");

        Assert.Equal(TimeSpan.FromSeconds(60), settings.Ttl);
        Assert.True(settings.ServeWhenDetached);
        Assert.False(settings.RequiresShared);
    }

    [Fact]
    public void Get_Templates_HaveTheirOwnDefaults()
    {
        _options.DefaultTtl = TimeSpan.FromSeconds(5);

        var settings = Get("templates");

        Assert.Equal(TimeSpan.FromSeconds(3600), settings.Ttl);
        Assert.True(settings.RequiresShared);
        Assert.False(settings.ServeWhenDetached);
    }

    [Fact]
    public void Get_NobodyConfiguredALife_IsAMinute()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), Get("sales").Ttl);
        Assert.Equal(TimeSpan.FromSeconds(3600), Get("templates").Ttl);
    }

    [Fact]
    public void Get_CommonLifeIsConfigured_Counts()
    {
        _options.DefaultTtl = TimeSpan.FromSeconds(3600);

        Assert.Equal(TimeSpan.FromSeconds(3600), Get("sales").Ttl);
    }

    [Fact]
    public void Get_NameThatNobodyConfigured_HasTheCommonValues()
    {
        _options.DefaultTtl = TimeSpan.FromSeconds(5);
        _options.TtlJitterPercent = 3;
        _options.UndeclaredParameters = UndeclaredParameters.Bypass;
        _options.VaryByHost = true;
        _options.Enabled = false;

        var settings = Get("sales");

        Assert.Equal(TimeSpan.FromSeconds(5), settings.Ttl);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Ttl + settings.Windows.Longest);
        Assert.Equal(3, settings.TtlJitterPercent);
        Assert.Equal(UndeclaredParameters.Bypass, settings.UndeclaredParameters);
        Assert.True(settings.VaryByHost);
        Assert.False(settings.Enabled);
        Assert.Equal(CachePartition.Anonymous, settings.Partition);
        Assert.False(settings.IsStrict);
        Assert.True(settings.StoresStatus(200));
        Assert.False(settings.StoresStatus(404));
        Assert.True(settings.ServeWhenDetached);
    }

    [Fact]
    public void Get_ValuesOfTheResource_OverrideTheCommonOnes()
    {
        _options.Resources["sales"] = new()
        {
            Ttl = TimeSpan.FromSeconds(7),
            StaleWhileRevalidate = TimeSpan.FromSeconds(2),
            StaleIfError = TimeSpan.FromSeconds(3),
            TtlJitterPercent = 0,
            UndeclaredParameters = UndeclaredParameters.Bypass,
            VaryByHost = true,
            RequiresShared = true,
            ServeWhenDetached = false,
            HonorCacheControl = true,
            Partition = CachePartition.User,
            Statuses = { 404 },
            WarmUp = { "/sales" },
        };

        var settings = Get("Sales");

        Assert.Equal("sales", settings.Name);
        Assert.Equal(TimeSpan.FromSeconds(7), settings.Ttl);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Ttl + settings.Windows.Longest);
        Assert.Equal(0, settings.TtlJitterPercent);
        Assert.Equal(UndeclaredParameters.Bypass, settings.UndeclaredParameters);
        Assert.True(settings.VaryByHost);
        Assert.True(settings.RequiresShared);
        Assert.False(settings.ServeWhenDetached);
        Assert.True(settings.HonorCacheControl);
        Assert.Equal(CachePartition.User, settings.Partition);
        Assert.True(settings.StoresStatus(404));
        Assert.False(settings.StoresStatus(200));
        Assert.Equal(["/sales"], settings.WarmUp);
    }

    [Fact]
    public void Get_StrictResource_IsNeverServedWhenDetached()
    {
        _options.Resources["sales"] = new() { Consistency = CacheConsistency.Strict, ServeWhenDetached = true };

        Assert.False(Get("sales").ServeWhenDetached);
    }

    [Fact]
    public void Get_LifeLongerThanTheRetention_IsCutToIt()
    {
        _options.Evictions.Retention = TimeSpan.FromSeconds(100);
        _options.Resources["long"] = new() { Ttl = TimeSpan.FromSeconds(200), StaleIfError = TimeSpan.FromSeconds(5) };
        _options.Resources["window"] = new() { Ttl = TimeSpan.FromSeconds(40), StaleIfError = TimeSpan.FromSeconds(500), StaleWhileRevalidate = TimeSpan.FromSeconds(10) };

        Assert.Equal(TimeSpan.FromSeconds(100), Get("long").Ttl);
        Assert.Equal(TimeSpan.FromSeconds(100), Get("long").Ttl + Get("long").Windows.Longest);
        Assert.Equal(TimeSpan.FromSeconds(60), Get("window").StaleIfError);
        Assert.Equal(TimeSpan.FromSeconds(10), Get("window").StaleWhileRevalidate);
        Assert.Equal(TimeSpan.FromSeconds(100), Get("window").Ttl + Get("window").Windows.Longest);
    }

    [Fact]
    public void Get_SameNameTwice_IsTheSameObject()
    {
        var resolver = new ResourceSettingsResolver(_options);

        Assert.Same(resolver.Get("Sales"), resolver.Get("sales"));
    }

    private ResourceSettings Get(string name) => new ResourceSettingsResolver(_options).Get(name);
}

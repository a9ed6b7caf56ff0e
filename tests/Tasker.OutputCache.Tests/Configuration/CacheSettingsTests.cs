using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Computing;
using Tasker.Caching.Engine;
using Tasker.Caching.Far;
using Tasker.OutputCache.Revalidation;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration;

/// <summary>The settings of a node are one snapshot: read where they are needed, and pushed nowhere.</summary>
public sealed class CacheSettingsTests
{
    [Fact]
    public void Use_SettingsOfARealHost_AreThoseThatItsOptionsSay()
    {
        using var services = new ServiceCollection()
            .AddLogging()
            .AddTaskerOutputCache(new ConfigurationBuilder().Build(), static options => options.Lease = TimeSpan.FromSeconds(7))
            .Services.BuildServiceProvider();

        var settings = services.GetRequiredService<CacheSettingsSource>().Current;

        Assert.Equal(TimeSpan.FromSeconds(7), settings.Lease);
        Assert.Same(settings, services.GetRequiredService<ResourceCatalog>().Settings);
        Assert.Equal((settings.MaxEntries, settings.MaxMemoryBytes), (services.GetRequiredService<NearTier>().Options.MaxEntries, services.GetRequiredService<NearTier>().Options.MaxBytes));
    }

    // What is set from outside is set by somebody who knows all of it, and has a default of its own.
    [Theory]
    [InlineData(typeof(EvictionJournal))]
    [InlineData(typeof(EvictionFollower))]
    [InlineData(typeof(FarEndpoint))]
    [InlineData(typeof(LeaseKeeper))]
    [InlineData(typeof(LeaseReturns))]
    [InlineData(typeof(Computations))]
    [InlineData(typeof(FarReader))]
    [InlineData(typeof(FarWriter))]
    [InlineData(typeof(CacheEngine))]
    [InlineData(typeof(NearTier))]
    [InlineData(typeof(Replayer))]
    [InlineData(typeof(ResourceCatalog))]
    public void PartOfTheNode_HasNoPropertyThatCanBeSet(Type type) =>
        Assert.DoesNotContain(type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), static property => property.SetMethod is { IsPrivate: false } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)));

    [Fact]
    public void Use_NewSettings_AreInForceBeforeAnybodyIsTold()
    {
        var source = new CacheSettingsSource(CacheSettings.Of(new TaskerCachingOptions()));
        var resources = new ResourceCatalog(source);
        var seen = new List<(CacheSettings Told, CacheSettings Current, TimeSpan Ttl)>();
        source.Changed += told => seen.Add((told, source.Current, resources.Get("sales").Ttl));
        var options = new TaskerCachingOptions { DefaultTtl = TimeSpan.FromSeconds(5) };
        var settings = CacheSettings.Of(options);

        source.Use(settings);

        Assert.Equal([(settings, settings, TimeSpan.FromSeconds(5))], seen);
        Assert.Same(options, resources.Options);
    }
}

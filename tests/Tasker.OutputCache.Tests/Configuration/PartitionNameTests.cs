using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration;

/// <summary>The configuration reads the names that partitions have, and those that they had.</summary>
public sealed class PartitionNameTests
{
    [Theory]
    [InlineData("anonymous", CachePartition.Anonymous)]
    [InlineData("none", CachePartition.Anonymous)]
    [InlineData("everyone", CachePartition.Everyone)]
    [InlineData("shared", CachePartition.Everyone)]
    [InlineData("Tenant", CachePartition.Tenant)]
    public void Partition_ByName_IsRead(string name, CachePartition expected)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddTaskerCaching(new ConfigurationBuilder().AddInMemoryCollection([new("common:cache:resources:dashboards:partition", name)]).Build());
        using var provider = services.BuildServiceProvider();

        Assert.Equal(expected, provider.GetRequiredService<IOptions<TaskerCachingOptions>>().Value.Resources["dashboards"].Partition);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities.PublicApi;

namespace Tasker.OutputCache.Memcached.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void Memcached_PublicApi_IsTheAgreedOne() => PublicApiFile.AssertMatches(typeof(MemcachedTaskerOutputCacheBuilderExtensions).Assembly);
}

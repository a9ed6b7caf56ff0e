using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities.PublicApi;

namespace Tasker.OutputCache.Redis.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void Redis_PublicApi_IsTheAgreedOne() => PublicApiFile.AssertMatches(typeof(RedisTaskerOutputCacheBuilderExtensions).Assembly);
}

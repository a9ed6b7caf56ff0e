using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities.PublicApi;

namespace Tasker.OutputCache.EntityFrameworkCore.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void EntityFrameworkCore_PublicApi_IsTheAgreedOne() =>
        PublicApiFile.AssertMatches(typeof(EntityFrameworkTaskerOutputCacheBuilderExtensions).Assembly);
}

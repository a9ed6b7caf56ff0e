using Tasker.Caching.Redis.Configuration;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.Redis.Tests;

public sealed class ConfigurationPageTests
{
    [Fact]
    public void Page_KeysOfRedis_AreThere() => ConfigurationPage.AssertHas(RedisKeys.Description.ToSection().Table);
}

using Tasker.Caching.Memcached.Configuration;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.Memcached.Tests;

public sealed class ConfigurationPageTests
{
    [Fact]
    public void Page_KeysOfMemcached_AreThere() => ConfigurationPage.AssertHas(MemcachedKeys.Description.ToSection().Table);
}

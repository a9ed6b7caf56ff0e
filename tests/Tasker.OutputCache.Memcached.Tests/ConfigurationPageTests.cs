using Tasker.OutputCache.Memcached.Configuration;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Memcached.Tests;

public sealed class ConfigurationPageTests
{
    [Fact]
    public void Page_KeysOfMemcached_AreThere() => ConfigurationPage.AssertHas(MemcachedKeys.Description.ToSection().Table);
}

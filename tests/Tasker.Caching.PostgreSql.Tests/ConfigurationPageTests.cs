using Tasker.Caching.PostgreSql.Configuration;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.PostgreSql.Tests;

public sealed class ConfigurationPageTests
{
    [Fact]
    public void Page_KeysOfPostgres_AreThere() => ConfigurationPage.AssertHas(PostgresKeys.Description.ToSection().Table);
}

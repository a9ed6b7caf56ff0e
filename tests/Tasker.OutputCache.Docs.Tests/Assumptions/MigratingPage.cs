using StackExchange.Redis;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public class MigratingPage : Page
{
    protected readonly IDatabase redis = null!;
    protected readonly string tenant = "";

    protected static Task<string> FetchOverviewAsync(string tenant) => Task.FromResult(tenant);
}

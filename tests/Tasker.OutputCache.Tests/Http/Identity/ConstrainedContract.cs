using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>Actions of one route that MVC tells apart by constraints.</summary>
public abstract class ConstrainedContract : IdentityContract
{
    [Fact]
    public async Task Get_ActionConstraints_NamedOnesAreCachedAndOthersAreNot()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(static app => app.MapControllers(), services: AddController<ConstrainedController>, logs: logs);

        await AssertOwnAsync(app, ("/named|x-action: one", "one"), ("/named|x-action: two", "two"));
        await AssertNotCachedAsync(app, "misconfigured", ("/unnamed|x-action: one", "one"), ("/unnamed|x-action: two", "two"));
        Assert.Contains(logs.Entries, static entry => entry.Level == LogLevel.Warning
            && entry.Message.Contains("'GET unnamed' is not cached", StringComparison.Ordinal)
            && entry.Message.Contains(nameof(HeaderConstraintAttribute), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_Consumes_EachHasItsOwn()
    {
        await using var app = await StartAsync(static app => app.MapControllers(), services: AddController<ConstrainedController>);

        await AssertOwnAsync(app, ("/typed|Content-Type: application/json", "json"), ("/typed|Content-Type: application/xml", "xml"));
    }
}

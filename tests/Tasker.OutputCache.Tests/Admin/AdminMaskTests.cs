using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

public sealed class AdminMaskTests
{
    private static readonly ResourceTags Resources = MakeResources();

    [Theory]
    [InlineData("tasker:dashboards:mine:@acme:7d", "tasker:dashboards:mine:@***:7d")]
    [InlineData("tasker:dashboards:mine:@@42", "tasker:dashboards:mine:@@***")]
    [InlineData("tasker:dashboards:my-tasks:@@bob:5:%@acme", "tasker:dashboards:my-tasks:@@***:5:%@***")]
    [InlineData("tasker:dashboards:mine:%@acme*globex:7d:%@gold", "tasker:dashboards:mine:%@***:7d:%@***")]
    [InlineData("tasker:dashboards:mine:%@%##5e88", "tasker:dashboards:mine:%@***")]
    [InlineData("tasker:analytics:r:24", "tasker:analytics:r:24")]
    [InlineData("tasker:analytics:r:%40acme", "tasker:analytics:r:%40acme")]
    public void Key_PartitionOrClaim_IsTakenOut(string key, string expected)
    {
        Assert.Equal(expected, AdminMask.Key(key));
        Assert.Equal(key != expected, AdminMask.IsPartitioned(key));
    }

    [Theory]
    [InlineData("dashboards|@tenant=acme,range=7d", "dashboards|@tenant=***,range=7d")]
    [InlineData("dashboards/mine|@tenant=acme,@user=42", "dashboards/mine|@tenant=***,@user=***")]
    [InlineData("dashboards|plan=gold|silver,range=7d|30d", "dashboards|plan=***,range=7d|30d")]
    [InlineData("dashboards|plan=*,range=7d", "dashboards|plan=*,range=7d")]
    [InlineData("dashboards|mixed=eu", "dashboards|mixed=***")]
    [InlineData("dashboards|undeclared=eu", "dashboards|undeclared=***")]
    [InlineData("of-another-node|tenant=acme", "of-another-node|tenant=***")]
    [InlineData("key:tasker:dashboards:mine:@acme:%@gold", "key:tasker:dashboards:mine:@***:%@***")]
    [InlineData("path:/v1/:@home|a=b", "path:/v1/:@home|a=b")]
    [InlineData("dashboards|range=7d", "dashboards|range=7d")]
    [InlineData("dashboards", "dashboards")]
    public void Tag_PartitionOrClaimOrUnknown_IsTakenOut(string tag, string expected) => Assert.Equal(expected, AdminMask.Tag(tag, Resources));

    private static ResourceTags MakeResources()
    {
        var resources = new ResourceTags();
        resources.Get("dashboards").NoteSource(["Plan", "mixed"], isClaim: true);
        resources.Get("dashboards").NoteSource(["range", "mixed"], isClaim: false);
        return resources;
    }
}

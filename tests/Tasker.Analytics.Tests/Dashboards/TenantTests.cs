using System.Net;

namespace Tasker.Analytics.Tests.Dashboards;

public sealed class TenantTests(SampleHost host) : IClassFixture<SampleHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overview_TwoTenants_EachItsOwn()
    {
        var acme = await host.GetAsync("/v1/dashboards/overview?range=2d", Token, "Dev user=alice;tenant=acme");
        var globex = await host.GetAsync("/v1/dashboards/overview?range=2d", Token, "Dev user=alice;tenant=globex");

        Assert.Equal("acme", acme.GetProperty("tenant").GetString());
        Assert.Equal("globex", globex.GetProperty("tenant").GetString());
        Assert.NotEqual(acme.GetProperty("states").ToString(), globex.GetProperty("states").ToString());
    }

    [Fact]
    public async Task Overview_UnknownTenant_SeesNothing()
    {
        var nobody = await host.GetAsync("/v1/dashboards/overview", Token, "Dev user=mallory;tenant=elsewhere");

        Assert.Empty(nobody.GetProperty("namespaces").EnumerateArray());
    }

    [Fact]
    public async Task MyTasks_User_OnlyOpenOnesOfTheTenant()
    {
        var mine = await host.GetAsync("/v1/me/tasks?limit=200", Token, "Dev user=bob;tenant=acme");

        var tasks = mine.GetProperty("tasks").EnumerateArray().ToList();
        Assert.NotEmpty(tasks);
        Assert.All(tasks, task => Assert.Equal("acme", task.GetProperty("tenant").GetString()));
        Assert.All(tasks, task => Assert.NotEqual("complete", task.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData("Dev user=alice")]
    [InlineData("Dev user=alice;tenant=acme;tenant=globex")]
    [InlineData("Dev user=;tenant=acme")]
    [InlineData("Bearer abc")]
    public async Task Overview_MalformedHeader_Unauthorized(string authorization)
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        using var response = await client.GetAsync("/v1/dashboards/overview", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Overview_OutsideOfDevelopment_NobodyIsBelieved()
    {
        await using var production = new SampleHost { Environment = "Production" };
        using var client = production.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Dev user=alice;tenant=acme");

        using var response = await client.GetAsync("/v1/dashboards/overview", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}

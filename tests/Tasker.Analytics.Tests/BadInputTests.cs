using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Tasker.Analytics.Tests;

public sealed class BadInputTests(SampleHost host) : IClassFixture<SampleHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/analytics/performance?hours=abc", 400, "hours")]
    [InlineData("/v1/analytics/performance?hours=0", 400, "hours")]
    [InlineData("/v1/analytics/performance?hours=337", 400, "hours")]
    [InlineData("/v1/analytics/performance?namespace=nowhere", 404, "payments")]
    [InlineData("/v1/analytics/bottlenecks?limit=0", 400, "limit")]
    [InlineData("/v1/analytics/bottlenecks?min_executions=x", 400, "min_executions")]
    [InlineData("/v1/analytics/bottlenecks?namespace=nowhere", 404, "payments")]
    [InlineData("/v1/tasks?state=flying", 400, "steps_in_process")]
    [InlineData("/v1/tasks?limit=1000", 400, "limit")]
    [InlineData("/v1/nothing", 404, "Not Found")]
    [InlineData("/v1/dashboards/overview", 401, "Dev user=alice;tenant=acme")]
    public async Task Get_BadInput_ProblemThatNamesIt(string path, int status, string named)
    {
        using var client = host.CreateClient();

        using var response = await client.GetAsync(path, Token);

        await AssertProblemAsync(response, (HttpStatusCode)status, named);
    }

    [Theory]
    [InlineData("{}", 400, "complete")]
    [InlineData("""{"to":"flying"}""", 400, "complete")]
    [InlineData("""{"to":""", 400, "JSON")]
    public async Task Post_BadBody_ProblemThatNamesIt(string body, int status, string named)
    {
        using var client = host.CreateClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await client.PostAsync("/v1/tasks/1/transitions", content, Token);

        await AssertProblemAsync(response, (HttpStatusCode)status, named);
    }

    [Fact]
    public async Task Post_UnknownTask_NotFound()
    {
        using var response = await host.MoveAsync(99_999_999, new { to = "complete" }, Token);

        await AssertProblemAsync(response, HttpStatusCode.NotFound, "99999999");
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string named)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.Contains(named, problem.ToString(), StringComparison.Ordinal);
    }
}

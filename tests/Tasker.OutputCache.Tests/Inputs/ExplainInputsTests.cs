using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Inputs;

/// <summary>An explanation shows what is in the key, what was read beside it, and what is dismissed.</summary>
public sealed class ExplainInputsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Explain_InferredAndObserved_ShowsBoth()
    {
        await using var app = await StartAsync(static app => app.MapGet(
            "/x/{id}",
            static (HttpContext context, int id, string? ns, int hours = 24) => $"{context.Request.Headers["X-Shop"]}{context.Request.Headers.UserAgent}{context.Request.Cookies["theme"]}").CacheResource("analytics", "x", configure: static options => options.Ignore.Add("cookie:theme")));
        using var response = await app.Client.GetAsync("/x/7", Token);
        Assert.Equal("tasker; fwd=miss; detail=undeclared-header-x-shop", Assert.Single(response.Headers.GetValues("Cache-Status")));

        var steps = await ExplainAsync(app, "/x/7");

        Assert.Equal((true, "The key has id (route, Int32, a dimension, inferred); ns (query, String, a dimension, inferred); hours (query, Int32, 24 where it is absent, inferred)."), steps["parameters"]);
        Assert.False(steps["inputs"].Ok, steps["inputs"].Text);
        Assert.Contains("The handler reads the header 'X-Shop'", steps["inputs"].Text, StringComparison.Ordinal);
        Assert.Contains("undeclared-header-x-shop", steps["inputs"].Text, StringComparison.Ordinal);
        Assert.Contains("the header 'User-Agent'", steps["inputs"].Text, StringComparison.Ordinal);
        Assert.Contains("What HttpContext may read", steps["inputs"].Text, StringComparison.Ordinal);
        Assert.EndsWith("says so: cookie:theme.", steps["inputs"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_DeclaredWrongly_SaysWhatIsWrong()
    {
        await using var app = await StartAsync(static app => app.MapGet("/x", static (string? status) => $"{status}").CacheAnalytics("x", ["statsu"]));

        var steps = await ExplainAsync(app, "/x");

        Assert.Contains("Did you mean 'status'?", steps["decision"].Text, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> endpoints) => TestApp.StartAsync(app =>
    {
        endpoints(app);
        app.MapTaskerCache("/admin").AllowAnonymous();
    });

    private static async Task<Dictionary<string, (bool Ok, string Text)>> ExplainAsync(TestApp app, string url)
    {
        var body = await app.Client.GetFromJsonAsync<JsonElement>($"/admin/explain?url={Uri.EscapeDataString(url)}", Token);
        return body.GetProperty("steps").EnumerateArray().ToDictionary(static step => step.GetProperty("name").GetString()!, static step => (step.GetProperty("ok").GetBoolean(), step.GetProperty("text").GetString()!));
    }
}

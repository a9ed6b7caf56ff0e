using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities;
using Tasker.QuickStart;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation;

/// <summary>The quick start is a program that runs, and does what the page says it does.</summary>
public sealed class QuickStartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Page_QuickStart_IsTheCompiledProgram()
    {
        var program = File.ReadAllText(Repository.PathOf("samples", "Tasker.QuickStart", "Program.cs")).ReplaceLineEndings("\n");

        Assert.Contains($"```csharp\n{program}```", File.ReadAllText(Repository.PathOf("docs", "getting-started.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_InPayments_TakesItAndTheUnfilteredAndLeavesBilling()
    {
        await using var factory = new WebApplicationFactory<Executions>();
        await using var host = factory.WithWebHostBuilder(static builder => builder.ConfigureLogging(static logging => logging.ClearProviders()));
        using var client = host.CreateClient();
        var executions = host.Services.GetRequiredService<Executions>();

        await GetAsync(client, "?namespace=payments");
        await GetAsync(client, "");
        await GetAsync(client, "?namespace=billing");
        Assert.Equal("tasker; hit", await GetAsync(client, "?namespace=payments&hours=24"));
        Assert.Equal(3, executions.Summaries);

        using var posted = await client.PostAsJsonAsync("/v1/executions", new Execution("payments", 120), Token);

        Assert.True(posted.IsSuccessStatusCode);
        Assert.Equal("tasker; fwd=miss", await GetAsync(client, "?namespace=payments"));
        Assert.Equal("tasker; fwd=miss", await GetAsync(client, ""));
        Assert.Equal("tasker; hit", await GetAsync(client, "?namespace=billing"));
        Assert.Equal(5, executions.Summaries);
    }

    private static async Task<string> GetAsync(HttpClient client, string query)
    {
        using var response = await client.GetAsync($"/v1/analytics/performance{query}", Token);
        response.EnsureSuccessStatusCode();
        return string.Join(';', Assert.Single(response.Headers.GetValues("Cache-Status")).Split(';').Take(2));
    }
}

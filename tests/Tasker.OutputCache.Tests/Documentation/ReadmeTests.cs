using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation;

/// <summary>The program of the README compiles, and does what is said beside it.</summary>
public sealed class ReadmeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Readme_Program_IsTheCompiledSample()
    {
        var program = File.ReadAllText(Repository.PathOf("samples", "Tasker.TwelveLines", "Program.cs")).ReplaceLineEndings("\n");

        Assert.Contains($"```csharp\n{program}```", File.ReadAllText(Repository.PathOf("README.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(12, program.Split('\n').Count(static line => line.Length > 0));
    }

    [Fact]
    public async Task Program_NewTask_TakesItsTeamAndTheUnfilteredAndLeavesOthers()
    {
        await using var factory = new WebApplicationFactory<NewTask>();
        await using var host = factory.WithWebHostBuilder(static builder => builder.ConfigureLogging(static logging => logging.ClearProviders()));
        using var client = host.CreateClient();
        foreach (var query in (string[])["?team=red", "", "?team=blue"])
        {
            Assert.Equal("tasker; fwd=miss", await GetAsync(client, query));
        }

        Assert.Equal("tasker; hit", await GetAsync(client, "?team=red&days=7"));

        using var posted = await client.PostAsJsonAsync("/tasks", new NewTask("red"), Token);

        Assert.True(posted.IsSuccessStatusCode);
        Assert.Equal("tasker; fwd=miss", await GetAsync(client, "?team=red"));
        Assert.Equal("tasker; fwd=miss", await GetAsync(client, ""));
        Assert.Equal("tasker; hit", await GetAsync(client, "?team=blue"));
    }

    private static async Task<string> GetAsync(HttpClient client, string query)
    {
        using var response = await client.GetAsync($"/report{query}", Token);
        response.EnsureSuccessStatusCode();
        return string.Join(';', Assert.Single(response.Headers.GetValues("Cache-Status")).Split(';').Take(2));
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Cli.Tests;

/// <summary>What a script learns where there is no good answer.</summary>
public sealed class FailureTests
{
    private const string Address = "http://127.0.0.1:9/admin/cache";

    [Theory]
    [InlineData("evict")]
    [InlineData("evict", "--everything")]
    [InlineData("evict", "--pattern", "tasker:*")]
    [InlineData("evict", "a", "--pattern", "tasker:*", "--yes")]
    [InlineData("evict", "--where", "region=north")]
    [InlineData("evict", "-r", "orders", "--where", "region")]
    [InlineData("evict", "-r", "orders", "--where", "region=a", "--where", "Region=b")]
    [InlineData("explain")]
    [InlineData("top", "--limit", "0")]
    [InlineData("top", "--limit", "many")]
    [InlineData("watch", "--count", "-1")]
    [InlineData("status", "--timeout", "0")]
    [InlineData("status", "--header", "no header")]
    [InlineData("status", "--header", "Bad Name: value")]
    [InlineData("statsu")]
    [InlineData("slots")]
    [InlineData("status", "--colour")]
    [InlineData]
    public async Task Run_WrongCommandLine_SaysSoAndSendsNothing(params string[] args)
    {
        var run = await ToolRun.OfAsync([.. args, "--url", Address]);

        Assert.Equal((ExitCode.Usage, string.Empty), (run.ExitCode, run.Output));
        Assert.NotEmpty(run.Error);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("localhost:5080")]
    [InlineData("ftp://localhost/")]
    public async Task Run_WithoutAGoodAddress_AsksForOne(string? address)
    {
        var run = await ToolRun.OfAsync(["status"], address is null ? null : new() { ["TASKER_CACHE_URL"] = address });

        Assert.Equal((ExitCode.Usage, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("http://", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AddressAndTokenOfTheEnvironment_AreUsed()
    {
        await using var host = await ToolHost.StartAsync("Production", isGuarded: true);

        var run = await ToolRun.OfAsync(["status"], new() { ["TASKER_CACHE_URL"] = $"{host.Address}{ToolHost.Path}/", ["TASKER_CACHE_TOKEN"] = ToolHost.Token });

        Assert.Equal((ExitCode.Done, string.Empty), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Run_GuardedHost_SaysWhoIsLetIn()
    {
        await using var host = await ToolHost.StartAsync("Production", isGuarded: true);

        var anonymous = await host.RunAsync("status");
        var header = await host.RunAsync("status", "-H", $"X-Api-Key: {ToolHost.Token}");

        Assert.Equal(ExitCode.NotLetIn, anonymous.ExitCode);
        Assert.Contains("--token", anonymous.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, header.ExitCode);
    }

    [Fact]
    public async Task Run_ClosedHost_SaysThatItMayBeClosed()
    {
        await using var host = await ToolHost.StartAsync("Production");

        foreach (var command in (string[][])[["status"], ["top"], ["explain", "/orders"], ["evict", "a"], ["watch"]])
        {
            var run = await host.RunAsync(command);

            Assert.Equal((ExitCode.NotLetIn, string.Empty), (run.ExitCode, run.Output));
            Assert.Contains("closed to you", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_NoServerListens_SaysSo()
    {
        // A port that was free a moment ago.
        string address;
        await using (var host = await ToolHost.StartAsync())
        {
            address = host.Address;
        }

        foreach (var command in (string[])["status", "watch"])
        {
            var run = await ToolRun.OfAsync([command, "--url", address]);

            Assert.Equal((ExitCode.NoAnswer, string.Empty), (run.ExitCode, run.Output));
            Assert.Contains("does not answer", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_HostHangs_GivesUp()
    {
        await using var host = await ToolHost.StartAsync(map: static app => app.MapGet("/slow/status", static async context => await Task.Delay(Timeout.Infinite, context.RequestAborted)));

        var run = await ToolRun.OfAsync(["status", "--timeout", "1", "--url", $"{host.Address}/slow"]);

        Assert.Equal(ExitCode.NoAnswer, run.ExitCode);
        Assert.Contains("within 1 s", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", "<p>Hello</p>", 200, ExitCode.NoAnswer, "not the administration")]
    [InlineData("application/json", "[]", 200, ExitCode.NoAnswer, "can't be read")]
    [InlineData("application/json", "null", 200, ExitCode.NoAnswer, "can't be read")]
    [InlineData("application/json", "{\"error\":\"Not \\u001b[31mnow.\"}", 503, ExitCode.Refused, "Not ?[31mnow.")]
    [InlineData("text/plain", "oops", 503, ExitCode.NoAnswer, "503")]
    [InlineData("text/plain", "oops", 500, ExitCode.NoAnswer, "500")]
    [InlineData("text/plain", "no", 403, ExitCode.NotLetIn, "403")]
    public async Task Run_AnotherAnswer_IsToldApart(string type, string body, int status, int exitCode, string said)
    {
        await using var host = await ToolHost.StartAsync(map: app => app.MapGet("/other/status", () => Results.Text(body, type, statusCode: status)));

        var run = await ToolRun.OfAsync(["status", "--url", $"{host.Address}/other"]);

        Assert.Equal((exitCode, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Redirect_IsNotFollowedWithTheToken()
    {
        await using var host = await ToolHost.StartAsync(map: static app => app.MapGet("/moved/status", static () => Results.Redirect("/sign-in")));

        var run = await ToolRun.OfAsync(["status", "--token", "t", "--url", $"{host.Address}/moved"]);

        Assert.Equal(ExitCode.NotLetIn, run.ExitCode);
        Assert.Contains("/sign-in", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_KeysWithControlCharacters_ReachNoTerminal()
    {
        await using var host = await ToolHost.StartAsync(map: static app => app.MapGet("/fake/stats", static () =>
            Results.Json(new { topKeys = new[] { new { key = "tasker:\u001b]0;owned\u0007:\u202e", hits = 1 } } })));

        var run = await ToolRun.OfAsync(["top", "--url", $"{host.Address}/fake"]);

        Assert.Contains(run.Lines, static line => line.StartsWith("tasker:?]0;owned?:?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("evict", "--help")]
    [InlineData("--version")]
    public async Task Run_Help_IsNoFailure(params string[] args)
    {
        var run = await ToolRun.OfAsync(args);

        Assert.Equal((ExitCode.Done, string.Empty), (run.ExitCode, run.Error));
        Assert.NotEmpty(run.Output);
    }
}

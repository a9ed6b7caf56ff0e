using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Backends;
using Tasker.OutputCache.Testing;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;

namespace Tasker.OutputCache.Cli.Tests;

/// <summary>The commands against a host that runs.</summary>
public sealed class CommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_HealthyNode_SaysSo()
    {
        await using var host = await ToolHost.StartAsync();
        await host.GetAsync("/orders?region=north");

        var run = await host.RunAsync("status");

        Assert.Equal((ExitCode.Done, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains("health    healthy", run.Lines);
        Assert.Contains("back end  memory, this process only", run.Lines);
        Assert.Contains(run.Lines, static line => line.StartsWith("memory    1 entries, ", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Lines, static line => line.StartsWith("problem", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, null, "feed      slot_1, read, 2 KiB behind; the server keeps 3 MiB, bounded by its disk only")]
    [InlineData(false, 1024L, "feed      slot_1, not read, 2 KiB behind; the server keeps 3 MiB, 1 KiB more at most")]
    public async Task Status_ChangeFeed_SaysHowFarItIs(bool isRead, long? left, string expected)
    {
        await using var host = await ToolHost.StartAsync(services: services => services.AddSingleton<ICacheFeed>(new FakeFeed(new CacheFeedState("slot_1", isRead, 2 << 10, 3 << 20, left))));

        var run = await host.RunAsync("status");

        Assert.Contains(expected, run.Lines);
    }

    [Fact]
    public async Task Status_Json_IsWhatTheAdministrationSays()
    {
        await using var host = await ToolHost.StartAsync();

        var run = await host.RunAsync("status", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        using var response = await host.GetAsync($"{ToolHost.Path}/status");
        Assert.Equal(
            Names(JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement),
            Names(run.Json));
        Assert.True(run.Json.GetProperty("healthy").GetBoolean());

        static string[] Names(JsonElement body) => [.. body.EnumerateObject().Select(static property => property.Name)];
    }

    [Fact]
    public async Task StatusAll_HasALineForEachInstance_AndOneForAllTogether()
    {
        await using var host = await ToolHost.StartAsync();
        await host.GetAsync("/orders?region=north");
        await host.GetAsync("/orders?region=north");

        var run = await host.RunAsync("status", "--all");

        Assert.Equal((ExitCode.Done, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains(run.Lines, static line => line.StartsWith($"{Environment.MachineName}:{Environment.ProcessId} ", StringComparison.Ordinal) && line.Contains("running", StringComparison.Ordinal) && line.EndsWith("Runs, attached to the eviction log.", StringComparison.Ordinal));
        Assert.Contains(run.Lines, static line => line.StartsWith("together ", StringComparison.Ordinal) && line.Contains("1 of 1 attached", StringComparison.Ordinal) && line.Contains("50.0 %", StringComparison.Ordinal));
        Assert.Contains(run.Lines, static line => line.StartsWith("The eviction log is in this process's memory", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StatusAll_Json_IsWhatTheAdministrationSays()
    {
        await using var host = await ToolHost.StartAsync();

        var run = await host.RunAsync("status", "--all", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(1, run.Json.GetProperty("sum").GetProperty("instances").GetInt32());
    }

    [Fact]
    public async Task Status_BackEndIsDown_ListsTheProblemAndWarns()
    {
        var cache = new TestCache();
        await using var host = await ToolHost.StartAsync(cache: cache);
        cache.Backend.Fail();
        ToolRun? run = null;

        await Eventually.Async(
            async _ =>
            {
                cache.Clock.Advance(TimeSpan.FromSeconds(1));
                return (run = await host.RunAsync("status")).ExitCode == ExitCode.Warning;
            },
            TimeSpan.FromSeconds(20), "the node is not healthy", Token);

        Assert.Contains(run!.Lines, static line => line.StartsWith("problem   ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Top_Traffic_ShowsEndpointsKeysAndTags()
    {
        await using var host = await ToolHost.StartAsync();
        await host.GetAsync("/orders?region=north");
        await host.GetAsync("/orders?region=north");
        await host.GetAsync("/cookies");
        await host.RunAsync("evict", "--resource", "orders", "--where", "region=south");

        var run = await host.RunAsync("top");

        Assert.Equal((ExitCode.Done, string.Empty), (run.ExitCode, run.Error));
        Assert.Equal("endpoint        requests    hits  handler runs", string.Join(string.Empty, run.Lines[1].Take(47)).TrimEnd());
        Assert.Matches(@"^orders/list\s+2\s+50\.0 %\s+1\s+[0-9.]+ ms$", run.Lines[2]);
        Assert.Matches(@"^orders/cookies\s+1\s+0\.0 %\s+1\s+[0-9.]+ ms\s+set-cookie 1$", run.Lines[3]);
        Assert.Contains(run.Lines, static line => line.StartsWith("tasker:orders:list:north", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal));
        Assert.Contains(run.Lines, static line => line.StartsWith("orders|region=south ", StringComparison.Ordinal) && line.Contains(" 1 ", StringComparison.Ordinal));
        Assert.Equal(2, (await host.RunAsync("top", "--limit", "1")).Lines.Count(static line => line.StartsWith("orders", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Explain_Request_ShowsTheStepsAndTheOutcome()
    {
        await using var host = await ToolHost.StartAsync();
        await host.GetAsync("/orders?region=north");

        var hit = await host.RunAsync("explain", "/orders?region=north");
        var bypass = await host.RunAsync("explain", "/orders?region=north", "--with", "Authorization: Bearer x & y", "--method", "GET");

        Assert.Equal((ExitCode.Done, string.Empty), (hit.ExitCode, hit.Error));
        Assert.Equal("GET /orders?region=north: near-hit", hit.Lines[0]);
        Assert.Contains(hit.Lines, static line => line.StartsWith("key ", StringComparison.Ordinal) && line.Contains("tasker:orders:list:north", StringComparison.Ordinal));
        Assert.Equal("GET /orders?region=north: bypass-authorization", bypass.Lines[0]);
        Assert.Contains(bypass.Lines, static line => line.StartsWith("! ", StringComparison.Ordinal));
        Assert.Equal("near-hit", (await host.RunAsync("explain", "/orders?region=north", "--json")).Json.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Evict_ByDimension_TakesTheResponsesAndNoOthers()
    {
        await using var host = await ToolHost.StartAsync();
        await host.GetAsync("/orders?region=north");
        await host.GetAsync("/orders?region=south");

        var run = await host.RunAsync("evict", "--resource", "orders", "--where", "region=north");

        Assert.Equal((ExitCode.Done, "confirmed: orders|region=north\n", string.Empty), (run.ExitCode, run.Output, run.Error));
        CacheAssert.Miss(await host.GetAsync("/orders?region=north"));
        CacheAssert.Hit(await host.GetAsync("/orders?region=south"));
    }

    [Fact]
    public async Task Evict_EveryWay_IsAskedFor()
    {
        await using var host = await ToolHost.StartAsync();

        Assert.Equal("confirmed: a, b\n", (await host.RunAsync("evict", "a", "b")).Output);
        Assert.Equal("confirmed: *\n", (await host.RunAsync("evict", "--everything", "--yes")).Output);
        Assert.Equal("confirmed: orders\n", (await host.RunAsync("evict", "-r", "orders", "--soft")).Output);
        using var notes = JsonDocument.Parse(await (await host.GetAsync($"{ToolHost.Path}/evictions")).Content.ReadAsStringAsync(Token));
        Assert.Equal(["soft", "hard", "hard"], notes.RootElement.EnumerateArray().Select(static note => note.GetProperty("mode").GetString()));
        Assert.Equal("confirmed", (await host.RunAsync("evict", "a", "--json")).Json.GetProperty("result").GetString());

        // How many entries go is for callers that may see partitions.
        var pattern = await host.RunAsync("evict", "--pattern", "tasker:orders:*", "-y");
        Assert.Equal((ExitCode.Done, "removed\n"), (pattern.ExitCode, pattern.Output));
        Assert.Contains("no eviction", pattern.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evict_UnknownDimension_IsRefused()
    {
        await using var host = await ToolHost.StartAsync();

        var run = await host.RunAsync("evict", "--resource", "orders", "--where", "colour=red");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.StartsWith("refused: orders|colour=red", run.Output, StringComparison.Ordinal);
        Assert.Contains("no dimension 'colour'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evict_LogIsOutOfReach_IsJournaledAndWarns()
    {
        var cache = new TestCache();
        await using var host = await ToolHost.StartAsync(cache: cache);
        cache.Backend.Fail();

        var run = await host.RunAsync("evict", "orders");

        Assert.Equal((ExitCode.Warning, "journaled: orders\n"), (run.ExitCode, run.Output));
        Assert.Contains("Other nodes hear of it", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evict_OfATenant_NeedsTheRight()
    {
        await using var host = await ToolHost.StartAsync();

        var refused = await host.RunAsync("evict", "-r", "orders", "--tenant", "acme");
        var done = await host.RunAsync("evict", "-r", "orders", "--tenant", "acme", "--token", ToolHost.Token);

        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.Contains("partitions", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, done.ExitCode);
    }

    [Fact]
    public async Task Watch_TwoLines_ShowWhatHappenedBetweenThem()
    {
        await using var host = await ToolHost.StartAsync();
        using var output = new SignallingWriter("healthy");
        var console = new ToolConsole { Output = output };

        var watching = CacheTool.RunAsync(["watch", "--count", "3", "--url", host.Address + ToolHost.Path], console, Token);
        await output.Written.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await host.GetAsync("/orders");
        await host.RunAsync("evict", "orders");

        Assert.Equal(ExitCode.Done, await watching.WaitAsync(TimeSpan.FromSeconds(30), Token));
        var text = output.ToString();
        Assert.Contains("  evicted orders (hard, confirmed, by ", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split('\n').Count(static line => line.EndsWith("healthy", StringComparison.Ordinal)));
        Assert.Single(text.Split('\n'), static line => line.StartsWith("time ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_Json_IsADocumentALine()
    {
        await using var host = await ToolHost.StartAsync();

        var run = await host.RunAsync("watch", "-n", "2", "--json");

        Assert.Equal((ExitCode.Done, 2), (run.ExitCode, run.Lines.Length));
        Assert.All(run.Lines, static line => Assert.Equal(0, JsonDocument.Parse(line).RootElement.GetProperty("requests").GetInt64()));
    }

    [Fact]
    public async Task Watch_Interrupted_EndsWell()
    {
        await using var host = await ToolHost.StartAsync();
        using var output = new SignallingWriter("healthy");
        using var interrupted = new CancellationTokenSource();
        var watching = CacheTool.RunAsync(["watch", "--url", host.Address + ToolHost.Path], new ToolConsole { Output = output }, interrupted.Token);
        await output.Written.WaitAsync(TimeSpan.FromSeconds(30), Token);

        await interrupted.CancelAsync();

        Assert.Equal(ExitCode.Done, await watching.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }
}

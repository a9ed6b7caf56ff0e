using System.Diagnostics;
using System.Net.Http.Json;
using Tasker.OutputCache.TestUtilities.Histories;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.TestUtilities.Tests.Processes;

public sealed class HostProcessTests
{
    private const string Assembly = "Tasker.OutputCache.ProbeHost.dll";

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WithArgumentsAndEnvironment_PassesThem()
    {
        await using var host = await HostProcess.StartAsync(
            new HostProcessOptions
            {
                Assembly = Assembly,
                Arguments = ["--one", "two words"],
                Environment = new Dictionary<string, string?> { ["PROBE"] = "value" },
                HostName = "127.0.0.2",
            },
            Token);

        Assert.Equal(["--one", "two words"], await host.Client.GetFromJsonAsync<string[]>("/arguments", Token) ?? []);
        Assert.Equal("value", await host.Client.GetStringAsync("/variable/PROBE", Token));
        Assert.Equal("127.0.0.2", host.Address.Host);
    }

    [Fact]
    public async Task Start_OfAHostThatFails_ShowsItsOutput()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            HostProcess.StartAsync(new HostProcessOptions { Assembly = Assembly, Arguments = ["--fail"] }, Token));

        Assert.Contains("code 3", exception.Message, StringComparison.Ordinal);
        Assert.Contains("told to fail", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_PausedStoppedAndRestarted_KeepsItsAddress()
    {
        await using var host = await HostProcess.StartAsync(new HostProcessOptions { Assembly = Assembly }, Token);
        var address = host.Address;

        await host.PauseAsync();
        var answer = host.Client.GetStringAsync("/time", Token);
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(200), Token));
        await host.ResumeAsync();
        await answer;

        Assert.True(await host.StopAsync());
        Assert.False(host.IsRunning);
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Client.GetStringAsync("/time", Token));

        await host.RestartAsync(Token);
        Assert.Equal(address, host.Address);
        await host.Client.GetStringAsync("/time", Token);
    }

    [Fact]
    public async Task Host_Killed_TakesItsServersWithIt()
    {
        await using var host = await HostProcess.StartAsync(new HostProcessOptions { Assembly = Assembly, Arguments = ["--redis"] }, Token);
        var redis = await host.Client.GetFromJsonAsync<int>("/redis", Token);
        Assert.True(Directory.Exists($"/proc/{redis}"));

        await host.KillAsync();

        await Eventually.Async(() => !IsAlive(redis), _deadline, "the server that the host started is gone", Token);
    }

    // Gone, or dead and not yet collected by its new parent.
    private static bool IsAlive(int processId) =>
        File.Exists($"/proc/{processId}/stat") && !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal);

    [Fact]
    public async Task Histories_OfTwoProcesses_ShareOneClock()
    {
        await using var host = await HostProcess.StartAsync(new HostProcessOptions { Assembly = Assembly }, Token);
        var own = new HistoryRecorder();

        await own.CommitAsync("row", 1, () => Task.CompletedTask);
        await own.EvictAsync("A", "row", () => Task.CompletedTask);
        (await host.Client.PostAsync(new Uri("/reads/row/0", UriKind.Relative), null, Token)).EnsureSuccessStatusCode();
        var end = Stopwatch.GetTimestamp();
        await using var stream = await host.Client.GetStreamAsync("/history", Token);
        var theirs = await History.ReadAsync(stream, Token);

        var report = HistoryChecker.Check(History.Merge(own.ToHistory(), theirs), HistoryRules.Strict);
        var violation = Assert.Single(report.Violations);
        Assert.InRange(violation.Read.End, own.ToHistory().Operations[^1].End, end);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Coverage;

namespace Tasker.OutputCache.Cli.Tests;

/// <summary>The command <c>triggers</c> against a host that runs.</summary>
public sealed class TriggersTests
{
    private static Task<ToolHost> StartAsync(TriggerReport? report, bool isGuarded = false) =>
        ToolHost.StartAsync(
            isGuarded ? "Production" : "Development",
            isGuarded,
            services: services =>
            {
                if (report is not null)
                {
                    services.AddSingleton<ITriggerCheck>(new FixedCheck(report));
                }
            });

    private static TriggerReport Report(params CheckedTrigger[] triggers) => new(triggers, null);

    [Fact]
    public async Task Triggers_HostWithoutDatabase_SaysSo()
    {
        await using var host = await StartAsync(null);

        var run = await host.RunAsync("triggers");

        Assert.Equal((ExitCode.Done, "This host has no database with triggers.\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Triggers_InOrderAndExtra_AreATableAndNoWarning()
    {
        await using var host = await StartAsync(Report(
            new CheckedTrigger("tasks", "analytics", TriggerState.InOrder, null),
            new CheckedTrigger("old", null, TriggerState.Extra, "No host names them.")));

        var run = await host.RunAsync("triggers");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("table  evicts     state     what to do", run.Lines);
        Assert.Contains("tasks  analytics  in-order", run.Lines);
        Assert.Contains("old    ?          extra     No host names them.", run.Lines);
    }

    [Theory]
    [InlineData(TriggerState.Missing, "missing")]
    [InlineData(TriggerState.Disabled, "disabled")]
    [InlineData(TriggerState.Outdated, "outdated")]
    public async Task Triggers_NotAsTheHostSays_Warn(TriggerState state, string shown)
    {
        await using var host = await StartAsync(Report(new CheckedTrigger("tasks", "analytics", state, "Run it again.")));

        var run = await host.RunAsync("triggers", "--json");

        Assert.Equal(ExitCode.Warning, run.ExitCode);
        Assert.False(run.Json.GetProperty("inOrder").GetBoolean());
        var trigger = Assert.Single(run.Json.GetProperty("triggers").EnumerateArray());
        Assert.Equal(("tasks", "analytics", shown, "Run it again."), (trigger.GetProperty("table").GetString(), trigger.GetProperty("resource").GetString(), trigger.GetProperty("state").GetString(), trigger.GetProperty("problem").GetString()));
    }

    [Fact]
    public async Task Triggers_CannotBeCompared_SaysWhyAndWarns()
    {
        await using var host = await StartAsync(new TriggerReport([], "The database does not answer."));

        var run = await host.RunAsync("triggers");

        Assert.Equal(ExitCode.Warning, run.ExitCode);
        Assert.Equal(["Nothing was compared.", "The database does not answer."], run.Lines.Where(static line => line.Length > 0));
    }

    [Fact]
    public async Task Triggers_CallerIsNotLetIn_AreNotShown()
    {
        await using var host = await StartAsync(Report(new CheckedTrigger("secret_table", "analytics", TriggerState.InOrder, null)), isGuarded: true);

        var closed = await host.RunAsync("triggers");
        var open = await host.RunAsync("triggers", "--token", ToolHost.Token);

        Assert.Equal(ExitCode.NotLetIn, closed.ExitCode);
        Assert.DoesNotContain("secret_table", closed.Output + closed.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, open.ExitCode);
        Assert.Contains("secret_table", open.Output, StringComparison.Ordinal);
    }

    private sealed class FixedCheck(TriggerReport report) : ITriggerCheck
    {
        public Task<TriggerReport> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(report);
    }
}

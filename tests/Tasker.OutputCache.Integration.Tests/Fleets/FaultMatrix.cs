using System.Diagnostics;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Histories;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Fleets;

/// <summary>Everything that can happen to a shared back end, one after the other, under load from several instances.</summary>
internal sealed class FaultMatrix(Fleet fleet)
{
    /// <summary>How long a fault lasts: longer than the staleness bound, and than the circuit stays open.</summary>
    public static readonly TimeSpan Outage = TimeSpan.FromSeconds(TestRun.IsFull ? 10 : 3);

    private static readonly TimeSpan _healthy = TimeSpan.FromSeconds(TestRun.IsFull ? 5 : 1);
    private static readonly TimeSpan _afterwards = TimeSpan.FromSeconds(1);

    /// <summary>What a slow machine may add to the slowest hundredth: the load, the hosts and the servers share two cores, perhaps with others.</summary>
    private static readonly TimeSpan _allowance = TimeSpan.FromMilliseconds(500);

    private readonly List<OutageFigures> _figures = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Lets the faults happen, and fails the test when one of them fails a request, shows something stale, makes requests wait, or is not got over.</summary>
    public async Task RunAsync(IEnumerable<Fault> faults)
    {
        await WarmUpAsync();
        foreach (var fault in faults)
        {
            _figures.Add(await RunAsync(fault));
        }

        var table = OutageFigures.ToTable(_figures);
        TestContext.Current.TestOutputHelper!.WriteLine(table);
        if (Environment.GetEnvironmentVariable("TASKER_FIGURES") is { Length: > 0 } path)
        {
            await File.AppendAllTextAsync(path, table, Token);
        }

        Assert.True(_figures.TrueForAll(static figures => figures.Problems.Count == 0), $"{string.Join('\n', _figures.SelectMany(static figures => figures.Problems))}\n{table}");
    }

    // The first requests of a process compile its code, and are no measure of anything.
    private async Task WarmUpAsync()
    {
        await using var load = Load.Start(fleet, "warm-up");
        await load.RunForAsync(_healthy, Token);
    }

    private async Task<OutageFigures> RunAsync(Fault fault)
    {
        await using var load = Load.Start(fleet, $"fault-{_figures.Count}");
        var begin = HistoryRecorder.Now;
        await load.RunForAsync(_healthy, Token);

        var injected = HistoryRecorder.Now;
        await fault.InjectAsync();
        await load.RunForAsync(Outage, Token);
        await fault.HealAsync();
        var healed = HistoryRecorder.Now;

        var problems = new List<string>();
        try
        {
            await fleet.WaitUntilAttachedAsync(Token);
            await fleet.WaitUntilSharingAsync(Token);
        }
        catch (TimeoutException exception)
        {
            problems.Add($"{fault.Name}: {exception.Message}\n{fleet.Output()}");
        }

        var back = Stopwatch.GetElapsedTime(healed);
        load.ConfirmEvictions();
        await load.RunForAsync(_afterwards, Token);
        await load.StopAsync();

        var history = load.Recorder.ToHistory();
        var figures = new OutageFigures(
            fault.Name,
            history.ReadLatency(0.99, begin, injected),
            history.ReadLatency(0.99, injected, healed),
            history.ReadLatency(1, injected, healed),
            back,
            load.Check(),
            problems);
        AddProblems(figures, problems);
        return figures;
    }

    private static void AddProblems(OutageFigures figures, List<string> problems)
    {
        if (!figures.Report.IsValid)
        {
            problems.Add($"{figures.Fault}:\n{figures.Report}");
        }

        if (figures.Outage > figures.Healthy + (2 * Fleet.OperationTimeout) + _allowance)
        {
            problems.Add($"{figures.Fault}: the slowest hundredth took {figures.Outage.TotalMilliseconds:0} ms, {figures.Healthy.TotalMilliseconds:0} ms when healthy");
        }
    }
}

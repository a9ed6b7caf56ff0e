using Tasker.OutputCache.TestUtilities.Faults;

namespace Tasker.OutputCache.Integration.Tests.Soak;

/// <summary>Readers, writers and a nemesis, round after round, and a checker behind each.</summary>
/// <param name="backend">What is hurt; null when nothing is.</param>
internal sealed class SoakRun(SoakOptions options, Fleet fleet, SoakBackend? backend)
{
    // Few rows, and handlers that take about as long as it takes until the next commit: many computations are overtaken by an eviction.
    private static readonly LoadShape _shape = new(RowsOfAWriter: 4, ReadersOfAResource: 2, ReadPause: 20, WritePause: 80);
    private static readonly TimeSpan _slowestHandler = TimeSpan.FromMilliseconds(60);

    private readonly List<LoadReport> _rounds = [];
    private readonly List<NemesisEvent> _log = [];
    private readonly List<string> _problems = [];

    public async Task<SoakReport> RunAsync(CancellationToken cancellationToken)
    {
        fleet.Database.DelayUpTo(_slowestHandler);
        for (var left = options.Duration; left > TimeSpan.Zero; left -= options.Round)
        {
            await RunRoundAsync(left < options.Round ? left : options.Round, cancellationToken);
        }

        return new SoakReport(options, _rounds, _log, fleet.Database.Reads, _problems);
    }

    private async Task RunRoundAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var load = Load.Start(fleet, $"soak-{_rounds.Count}", _shape);
        if (backend is null)
        {
            await load.RunForAsync(duration, cancellationToken);
        }
        else if (await HurtAsync(backend, duration, cancellationToken))
        {
            load.ConfirmEvictions();
            await load.RunForAsync(TimeSpan.FromSeconds(1), cancellationToken);
        }

        await load.StopAsync();
        _rounds.Add(load.Check());
    }

    /// <returns>Whether all was well again at the end.</returns>
    private async Task<bool> HurtAsync(SoakBackend victim, TimeSpan duration, CancellationToken cancellationToken)
    {
        var nemesis = new Nemesis(victim.Faults, new NemesisOptions { Seed = options.Seed + _rounds.Count, Duration = duration, Concurrency = victim.Concurrency });
        try
        {
            await nemesis.RunAsync(cancellationToken);
            await fleet.WaitUntilAttachedAsync(cancellationToken);
            await fleet.WaitUntilSharingAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is AggregateException or TimeoutException)
        {
            // The report has the nemesis's own log already.
            var messages = exception is AggregateException failures ? failures.InnerExceptions.Select(static failure => failure.Message) : [exception.Message];
            _problems.Add($"round {_rounds.Count}, seed {nemesis.Seed}: {string.Join("; ", messages)}\n{fleet.Output(lines: 40)}");
            return false;
        }
        finally
        {
            _log.AddRange(nemesis.Log);
        }
    }
}

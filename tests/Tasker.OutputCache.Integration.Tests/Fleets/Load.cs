using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Histories;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.Integration.Tests.Fleets;

/// <summary>Readers of every resource on every host, and writers who commit and then evict through any of them.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int ReadsOfAnyTime = 20;

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);
    private static readonly string[] _resources = ["strict", "bounded", "offline"];

    private readonly CancellationTokenSource _stopping = new();
    private readonly Fleet _fleet;
    private readonly string _name;
    private readonly LoadShape _shape;
    private readonly Task _running;

    private Load(Fleet fleet, string name, LoadShape shape)
    {
        _fleet = fleet;
        _name = name;
        _shape = shape;
        _running = Task.WhenAll(
        [
            .. from host in fleet.Hosts
               from resource in _resources
               from reader in Enumerable.Range(0, shape.ReadersOfAResource)
               select Task.Run(() => ReadAsync(host, resource)),
            .. Enumerable.Range(0, fleet.Hosts.Count).Select(writer => Task.Run(() => WriteAsync(writer))),
        ]);
    }

    /// <summary>Gets how many resources are read.</summary>
    public static int Resources => _resources.Length;

    public HistoryRecorder Recorder { get; } = new();

    /// <param name="name">Sets the rows apart from those of another load.</param>
    /// <param name="shape">How much of it; null for what suits a single fault.</param>
    public static Load Start(Fleet fleet, string name, LoadShape? shape = null) => new(fleet, name, shape ?? new LoadShape());

    private async Task ReadAsync(HostProcess host, string resource)
    {
        while (!_stopping.IsCancellationRequested)
        {
            var row = Row(Random.Shared.Next(_fleet.Hosts.Count), Random.Shared.Next(_shape.RowsOfAWriter));
            await Recorder.ReadAsync(resource, host.Address.Host, row, () => Fleet.ReadAsync(host, resource, row));
            await PauseAsync(_shape.ReadPause);
        }
    }

    // Rows have one writer each, so that versions follow one another.
    private async Task WriteAsync(int writer)
    {
        for (var version = 1; !_stopping.IsCancellationRequested; version++)
        {
            var row = Row(writer, version % _shape.RowsOfAWriter);
            var host = _fleet.Hosts[Random.Shared.Next(_fleet.Hosts.Count)];
            await Recorder.CommitAsync(row, version, () => _fleet.Database.CommitAsync(row, version));
            await Recorder.EvictAsync(host.Address.Host, row, () => Fleet.EvictAsync(host, row));
            await PauseAsync(_shape.WritePause);
        }
    }

    private string Row(int writer, int number) => $"{_name}-{writer}-{number}";

    private async Task PauseAsync(int milliseconds) =>
        await Pause.UpToAsync(milliseconds, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Lets it run for a time, and for some reads: a machine that is busy with other things needs longer for them.</summary>
    public async Task RunForAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var begin = HistoryRecorder.Now;
        await Task.Delay(time, cancellationToken);
        await RunUntilAsync(operations => operations.OfType<ReadOperation>().Count(read => read.Start > begin) >= ReadsOfAnyTime, "there are reads", cancellationToken);
    }

    /// <summary>Lets it run until something is in its history.</summary>
    public Task RunUntilAsync(Func<IReadOnlyList<Operation>, bool> condition, string description, CancellationToken cancellationToken) =>
        Eventually.Async(() => condition(Recorder.ToHistory().Operations), _deadline, description, cancellationToken);

    /// <summary>Notes that every eviction so far is known to all: the journals are empty and every host is attached.</summary>
    public void ConfirmEvictions()
    {
        foreach (var eviction in Recorder.ToHistory().Operations.OfType<EvictOperation>().Where(eviction => !eviction.IsShared))
        {
            Recorder.Add(eviction with { IsShared = true, End = HistoryRecorder.Now });
        }
    }

    /// <summary>Ends the load. A reader or writer that threw fails the test here.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    /// <summary>Checks each resource by what it promises.</summary>
    public LoadReport Check() => new(_resources.ToDictionary(resource => resource, resource => HistoryChecker.Check(HistoryOf(resource), RulesOf(resource))));

    private History HistoryOf(string resource) =>
        new(Recorder.ToHistory().Operations.Where(operation => operation is not ReadOperation read || read.Client == resource));

    private static HistoryRules RulesOf(string resource) => resource switch
    {
        "strict" => HistoryRules.Strict,
        "bounded" => HistoryRules.Bounded(Fleet.StalenessBound),
        // A second for a computation that was under way when the eviction came.
        _ => HistoryRules.Bounded(Fleet.OfflineTtl + TimeSpan.FromSeconds(1)),
    };

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }
}

using System.Diagnostics.Metrics;
using System.Globalization;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics;

/// <summary>What was counted, and which observed values are others, since somebody asked last.</summary>
internal sealed class InstrumentChanges : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // It grows by itself.
    private const string Lag = "horizon.lag";

    // How many bytes it is exactly is no matter.
    private const string Size = "near.size";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _observed = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private Dictionary<string, double> _before;

    public InstrumentChanges(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Caught errors are the whole process's: those of other tests.
            if (instrument.Meter == meter && instrument.Name != "tasker.cache.caught_errors")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
        _before = Observe();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name["tasker.cache.".Length..];
        foreach (var (tag, text) in tags)
        {
            // Without its namespace: docs/metrics.md has the whole name, and a test of the pages compares it with what is exported.
            name += $" {tag[(tag.LastIndexOf('.') + 1)..]}={text}";
        }

        lock (_lock)
        {
            if (instrument.IsObservable)
            {
                _observed[name] = value;
            }
            else
            {
                _counted[name] = _counted.GetValueOrDefault(name) + 1;
            }
        }
    }

    private Dictionary<string, double> Observe()
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            return new(_observed, StringComparer.Ordinal);
        }
    }

    /// <summary>Reads an observed value.</summary>
    public double Read(string name) => Observe()[name];

    /// <summary>Reads how often something was counted since somebody asked last.</summary>
    public int Counted(string name)
    {
        lock (_lock)
        {
            return _counted.GetValueOrDefault(name);
        }
    }

    /// <summary>Waits until an observed value is what it should be.</summary>
    public Task WaitForAsync(string name, double value) =>
        Eventually.Async(_ => Task.FromResult(Observe().GetValueOrDefault(name)), found => found == value, Deadline, $"{name} is {value}", Token);

    /// <summary>Waits until these are the changes, and no others.</summary>
    public async Task ExpectAsync(params string[] expected)
    {
        var wanted = string.Join("\n", expected.Order(StringComparer.Ordinal));
        await Eventually.Async(_ => Task.FromResult(Changes()), found => found == wanted, Deadline, $"exactly this moves:\n{wanted}", Token);
        lock (_lock)
        {
            _counted.Clear();
        }

        _before = Observe();
    }

    private string Changes()
    {
        var now = Observe();
        lock (_lock)
        {
            var counted = _counted.Select(static count => $"{count.Key}: {count.Value}");
            var observed = now.Where(state => state.Key != Lag && _before.GetValueOrDefault(state.Key) != state.Value)
                .Select(state => state.Key == Size ? $"{Size}: moved" : string.Create(CultureInfo.InvariantCulture, $"{state.Key}: {_before.GetValueOrDefault(state.Key)} -> {state.Value}"));
            return string.Join("\n", counted.Concat(observed).Order(StringComparer.Ordinal));
        }
    }

    public void Dispose() => _listener.Dispose();
}

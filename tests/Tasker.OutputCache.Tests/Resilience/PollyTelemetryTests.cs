using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Resilience;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Resilience;

/// <summary>What users of Polly see of our back ends in Polly's own meter.</summary>
public sealed class PollyTelemetryTests : IDisposable
{
    // The meter is one for the whole process: this name is in no other test.
    private const string Name = "redis-of-the-telemetry-tests";

    private readonly ConcurrentQueue<string> _events = [];
    private readonly ConcurrentQueue<string> _durations = [];
    private readonly MeterListener _listener = new();
    private readonly ManualClock _clock = new();
    private readonly FarEndpoint _endpoint;

    public PollyTelemetryTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Polly")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(_events, instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(_durations, instrument, tags));
        _listener.Start();
        var settings = CacheSettings.Of(new TaskerCachingOptions()) with { CircuitFailureThreshold = 2, CircuitSuccessThreshold = 1 };
        _endpoint = new FarEndpoint(Name, new CacheSettingsSource(settings), _clock, NullLogger.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void Note(ConcurrentQueue<string> notes, Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var values = tags.ToArray().ToDictionary();
        if (values.GetValueOrDefault("pipeline.name") is not Name)
        {
            return;
        }

        if (instrument.Name != "resilience.polly.strategy.events")
        {
            notes.Enqueue(instrument.Name);
        }
        else if (values.TryGetValue("strategy.name", out var strategy))
        {
            // Beside them, each pipeline counts its beginnings and ends.
            notes.Enqueue($"{values["event.name"]} of {strategy}");
        }
    }

    [Fact]
    public async Task Circuit_OpensAndRecovers_IsInTheMeter()
    {
        await FailAsync();
        await FailAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _endpoint.ProbeAsync(static _ => ValueTask.FromResult(true), Token);

        Assert.Equal(CircuitState.Closed, _endpoint.State);
        Assert.Equal(["OnCircuitOpened of circuit", "OnCircuitHalfOpened of circuit", "OnCircuitClosed of circuit"], _events);
    }

    [Fact]
    public async Task Call_TakesTooLong_IsInTheMeter()
    {
        var call = _endpoint.ExecuteAsync(static (never, _) => new ValueTask<int>(never), new TaskCompletionSource<int>().Task, Token);
        _clock.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(FarOutcomeKind.TimedOut, (await call).Kind);
        Assert.Equal(["OnTimeout of time limit"], _events);
    }

    [Fact]
    public async Task Call_Succeeds_ItsDurationIsInTheMeter()
    {
        await _endpoint.ExecuteAsync(static (_, _) => ValueTask.FromResult(1), 0, Token);

        Assert.Empty(_events);
        Assert.Contains("resilience.polly.pipeline.duration", _durations);
    }

    private async Task FailAsync() =>
        Assert.Equal(FarOutcomeKind.Faulted, (await _endpoint.ExecuteAsync<int, int>(static (_, _) => throw new InvalidOperationException("down"), 0, Token)).Kind);

    public void Dispose() => _listener.Dispose();
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Telemetry;
using Tasker.Caching.Resilience;

namespace Tasker.Caching.Engine;

/// <summary>Guards the calls to one endpoint: no call takes longer than the time-out, and none is made while the circuit is open.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class FarEndpoint
{
    private static readonly TimeSpan ExcusePause = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger;
    private readonly CacheSettingsSource _settings;
    private readonly Circuit _circuit;
    private readonly StallWatch _watch;
    private readonly ResiliencePipeline _guarded;
    private readonly ResiliencePipeline _unguarded;
    private readonly ResiliencePipeline _probing;
    private ResilienceStrategyTelemetry? _events;
    private long _excusedAt;

    internal FarEndpoint(string name, CacheSettingsSource settings, TimeProvider clock, ILogger logger)
    {
        Name = name;
        Clock = clock;
        _logger = logger;
        _settings = settings;
        _circuit = new Circuit(settings, clock, Announce);
        _watch = new StallWatch(settings, clock);

        _guarded = Pipelines.New(name, clock)
            .Add("circuit", telemetry =>
            {
                _events = telemetry;
                return new CircuitStrategy(_circuit, _watch, NoteExcused);
            })
            .Add("time limit", OperationLimit)
            .Build();
        _unguarded = Pipelines.New(name, clock).Add("time limit", OperationLimit).Build();

        // A probe may have many steps. One that takes longer than the wait for the next has failed.
        _probing = Pipelines.New(name, clock).Add("time limit", telemetry => new TimeLimitStrategy(() => settings.Current.CircuitTimeout, clock, telemetry)).Build();

        TimeLimitStrategy OperationLimit(ResilienceStrategyTelemetry telemetry) => new(() => settings.Current.OperationTimeout, clock, telemetry);
    }

    /// <summary>Gets the name of the back end.</summary>
    public string Name { get; private set; }

    /// <summary>Gets the clock that calls are timed by.</summary>
    internal TimeProvider Clock { get; }

    /// <summary>Gets the key of an entry that is never there: within the prefix, as a server may allow no other keys.</summary>
    internal string ProbeKey => KeyHead.HeadOf(_settings.Current.Options.KeyPrefix) + "probe";

    /// <summary>Gets the state of the circuit.</summary>
    public CircuitState State => _circuit.State;

    /// <summary>Gets whether calls are let through. Costs one read.</summary>
    public bool IsClosed => _circuit.IsClosed;

    /// <summary>Gets how long until a probe is due; <see langword="null"/> when the circuit is closed.</summary>
    internal TimeSpan? TimeUntilProbe => _circuit.TimeUntilProbe;

    private void Announce(CircuitState state)
    {
        CircuitEvents.Report(_events!, state, _settings.Current.CircuitTimeout);
        switch (state)
        {
            case CircuitState.Open:
                _logger.CircuitOpened(Name);
                break;
            case CircuitState.HalfOpen:
                _logger.CircuitHalfOpen(Name);
                break;
            default:
                _logger.CircuitClosed(Name);
                break;
        }
    }

    // A busy process stalls often: one line a minute is enough to know.
    private void NoteExcused()
    {
        var now = Clock.GetTimestamp();
        var before = Interlocked.Read(ref _excusedAt);
        if ((before == 0 || Clock.GetElapsedTime(before, now) >= ExcusePause) && Interlocked.CompareExchange(ref _excusedAt, now, before) == before)
        {
            _logger.StallExcused(Name);
        }
    }

    /// <summary>Starts again, closed, with another back end. What comes of calls that are under way is not counted.</summary>
    internal void Restart(string name)
    {
        Name = name;
        _circuit.Reset();
    }

    /// <summary>Makes a call, unless the circuit is open. It never throws.</summary>
    /// <param name="operation">The call. It should heed its token, but the caller is let go in time either way.</param>
    /// <param name="state">What the operation needs, so that it can be static.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    internal ValueTask<FarOutcome<T>> ExecuteAsync<T, TState>(
        Func<TState, CancellationToken, ValueTask<T>> operation, TState state, CancellationToken cancellationToken) =>
        _circuit.IsClosed
            ? FinishAsync(Begin(operation, state, tellsCircuit: true, cancellationToken))
            : new ValueTask<FarOutcome<T>>(FarOutcome<T>.Open);

    /// <summary>Makes a call whatever the circuit says, and without telling it: for the journal, and for the steps of a probe.</summary>
    internal ValueTask<FarOutcome<T>> ExecuteUnguardedAsync<T, TState>(
        Func<TState, CancellationToken, ValueTask<T>> operation, TState state, CancellationToken cancellationToken) =>
        FinishAsync(Begin(operation, state, tellsCircuit: false, cancellationToken));

    /// <summary>Begins a call. The caller awaits it and finishes it, once, without a state machine between the two.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="state">What the operation needs.</param>
    /// <param name="tellsCircuit">Whether the circuit may refuse the call, and hears how it ends.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    internal FarExecution<T> Begin<T, TState>(
        Func<TState, CancellationToken, ValueTask<T>> operation, TState state, bool tellsCircuit, CancellationToken cancellationToken) =>
        tellsCircuit && !_circuit.IsClosed
            ? new FarExecution<T>(Outcome.FromExceptionAsValueTask<T>(CircuitStrategy.OpenException), context: null)
            : Begin(tellsCircuit ? _guarded : _unguarded, operation, state, cancellationToken);

    private static FarExecution<T> Begin<T, TState>(
        ResiliencePipeline pipeline, Func<TState, CancellationToken, ValueTask<T>> operation, TState state, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        var pending = pipeline.ExecuteOutcomeAsync(
            static (inner, call) => FarCall.InvokeAsync(call.Operation, call.State, inner.CancellationToken), context, (Operation: operation, State: state));
        return new FarExecution<T>(pending, context);
    }

    private static async ValueTask<FarOutcome<T>> FinishAsync<T>(FarExecution<T> execution) =>
        execution.Finish(await execution.Pending.ConfigureAwait(false));

    /// <summary>Tests recovery, if that is due: for the background loop that re-attaches, never for a request. It never throws.</summary>
    /// <param name="probe">The test. It fails by returning <see langword="false"/>, by throwing, or by taking longer than the circuit stays open.</param>
    /// <param name="cancellationToken">A probe that is cancelled counts neither way.</param>
    /// <returns>The state after it.</returns>
    internal async ValueTask<CircuitState> ProbeAsync(Func<CancellationToken, ValueTask<bool>> probe, CancellationToken cancellationToken)
    {
        if (!_circuit.TryBeginProbe())
        {
            return State;
        }

        var begun = _watch.Begin();
        var outcome = await FinishAsync(Begin(_probing, static (test, token) => test(token), probe, cancellationToken)).ConfigureAwait(false);
        var hasRecovered = outcome.TryGetValue(out var recovered) && recovered;
        var saysNothing = outcome.Kind == FarOutcomeKind.Cancelled || (!hasRecovered && _watch.HasStalledSince(begun));
        _circuit.EndProbe(saysNothing ? null : hasRecovered);
        return State;
    }
}

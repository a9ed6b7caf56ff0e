using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Telemetry;
using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Resilience;

/// <summary>Guards the calls to one endpoint: no call takes longer than the time-out, and none is made while the circuit is open.</summary>
internal sealed class FarEndpoint
{
    private readonly ILogger _logger;
    private readonly CacheSettingsSource _settings;
    private readonly Circuit _circuit;
    private readonly ResiliencePipeline _guarded;
    private readonly ResiliencePipeline _unguarded;
    private readonly ResiliencePipeline _probing;
    private ResilienceStrategyTelemetry? _events;

    public FarEndpoint(string name, CacheSettingsSource settings, TimeProvider clock, ILogger logger)
    {
        Name = name;
        Clock = clock;
        _logger = logger;
        _settings = settings;
        _circuit = new Circuit(settings, clock, Announce);

        _guarded = Pipelines.New(name, clock)
            .Add("circuit", telemetry =>
            {
                _events = telemetry;
                return new CircuitStrategy(_circuit);
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
    public TimeProvider Clock { get; }

    public CircuitState State => _circuit.State;

    /// <summary>Gets whether calls are let through. Costs one read.</summary>
    public bool IsClosed => _circuit.IsClosed;

    /// <summary>Gets how long until a probe is due; <see langword="null"/> when the circuit is closed.</summary>
    public TimeSpan? TimeUntilProbe => _circuit.TimeUntilProbe;

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

    /// <summary>Begins anew, closed, with another back end. What comes of calls that are under way is not counted.</summary>
    public void Restart(string name)
    {
        Name = name;
        _circuit.Reset();
    }

    /// <summary>Makes a call, unless the circuit is open. It never throws.</summary>
    /// <param name="operation">The call. It should heed its token, but the caller is let go in time either way.</param>
    /// <param name="state">What the operation needs, so that it can be static.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public ValueTask<FarOutcome<T>> ExecuteAsync<T, TState>(
        Func<TState, CancellationToken, ValueTask<T>> operation, TState state, CancellationToken cancellationToken) =>
        _circuit.IsClosed
            ? RunAsync(_guarded, operation, state, cancellationToken)
            : new ValueTask<FarOutcome<T>>(FarOutcome<T>.Open);

    /// <summary>Makes a call whatever the circuit says, and without telling it: for the journal, and for the steps of a probe.</summary>
    public ValueTask<FarOutcome<T>> ExecuteUnguardedAsync<T, TState>(
        Func<TState, CancellationToken, ValueTask<T>> operation, TState state, CancellationToken cancellationToken) =>
        RunAsync(_unguarded, operation, state, cancellationToken);

    private static ValueTask<FarOutcome<T>> RunAsync<T, TState>(
        ResiliencePipeline pipeline, Func<TState, CancellationToken, ValueTask<T>> operation, TState state, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        var pending = pipeline.ExecuteOutcomeAsync(
            static (inner, call) => FarCall.InvokeAsync(call.Operation, call.State, inner.CancellationToken), context, (Operation: operation, State: state));
        return pending.IsCompletedSuccessfully
            ? new ValueTask<FarOutcome<T>>(Finish(pending.Result, context))
            : AwaitAsync(pending, context);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<FarOutcome<T>> AwaitAsync<T>(ValueTask<Outcome<T>> pending, ResilienceContext context) =>
        Finish(await pending.ConfigureAwait(false), context);

    private static FarOutcome<T> Finish<T>(Outcome<T> outcome, ResilienceContext context)
    {
        var cancelled = context.CancellationToken.IsCancellationRequested;
        ResilienceContextPool.Shared.Return(context);
        return outcome.Exception switch
        {
            null => FarOutcome<T>.Success(outcome.Result!),
            var open when ReferenceEquals(open, CircuitStrategy.OpenException) => FarOutcome<T>.Open,
            var late when ReferenceEquals(late, TimeLimitStrategy.TimeoutException) => FarOutcome<T>.TimedOut,
            OperationCanceledException when cancelled => FarOutcome<T>.Cancelled,
            var failure => FarOutcome<T>.Faulted(failure),
        };
    }

    /// <summary>Tests recovery, if that is due: for the background loop that re-attaches, never for a request. It never throws.</summary>
    /// <param name="probe">The test. It fails by returning <see langword="false"/>, by throwing, or by taking longer than the circuit stays open.</param>
    /// <param name="cancellationToken">A probe that is cancelled counts neither way.</param>
    /// <returns>The state after it.</returns>
    public async ValueTask<CircuitState> ProbeAsync(Func<CancellationToken, ValueTask<bool>> probe, CancellationToken cancellationToken)
    {
        if (!_circuit.TryBeginProbe())
        {
            return State;
        }

        var outcome = await RunAsync(_probing, static (test, token) => test(token), probe, cancellationToken).ConfigureAwait(false);
        _circuit.EndProbe(outcome.Kind == FarOutcomeKind.Cancelled ? null : outcome.TryGetValue(out var recovered) && recovered);
        return State;
    }
}

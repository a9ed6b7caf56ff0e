using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Resilience;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Resilience;

/// <summary>An endpoint under a manual clock, with everything it says written down.</summary>
internal sealed class FarEndpointHarness : ILogger
{
    public FarEndpointHarness() =>
        Endpoint = new FarEndpoint("redis-1", Settings, Clock, this);

    public ManualClock Clock { get; } = new();

    public CacheSettingsSource Settings { get; } = new(CacheSettings.Of(new TaskerCachingOptions()));

    public FarEndpoint Endpoint { get; }

    public List<(LogLevel Level, int Id, string Text, string? Endpoint)> Lines { get; } = [];

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask<FarOutcome<T>> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken) =>
        Endpoint.ExecuteAsync(static (call, token) => call(token), operation, cancellationToken);

    public async Task<FarOutcomeKind> SucceedAsync() =>
        (await ExecuteAsync(static _ => ValueTask.FromResult(1), Token)).Kind;

    public async Task<FarOutcomeKind> FailAsync() =>
        (await ExecuteAsync<int>(static _ => throw new InvalidOperationException("down"), Token)).Kind;

    public async Task FailAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(FarOutcomeKind.Faulted, await FailAsync());
        }
    }

    public async Task<CircuitState> ProbeAsync(bool succeeds) =>
        await Endpoint.ProbeAsync(_ => ValueTask.FromResult(succeeds), Token);

    public async Task OpenAsync()
    {
        await FailAsync(times: 5);
        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var properties = (IReadOnlyList<KeyValuePair<string, object?>>)state!;
        Lines.Add((logLevel, eventId.Id, formatter(state, exception), properties.FirstOrDefault(static p => p.Key == "endpoint").Value as string));
    }
}

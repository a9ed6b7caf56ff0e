using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Engine;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Backends;

/// <summary>What the cache offers to a provider of back ends.</summary>
/// <typeparam name="TOptions">The options that the section of the back end fills.</typeparam>
public sealed class CacheBackendContext<TOptions>
    where TOptions : class, new()
{
    private readonly TaskerOptionsSetup _setup;
    private readonly IConfigureOptions<TOptions>[] _configurations;
    private readonly CacheMetrics _metrics;

    internal CacheBackendContext(
        IReadOnlyList<string> names,
        TaskerOptionsSetup setup,
        IEnumerable<IConfigureOptions<TOptions>> configurations,
        CacheMetrics metrics,
        TimeProvider clock,
        ILoggerFactory loggers)
    {
        Names = names;
        _setup = setup;
        _configurations = [.. configurations];
        _metrics = metrics;
        Clock = clock;
        Loggers = new GuardedLoggerFactory(loggers);
    }

    /// <summary>Gets the names that the back end answers to.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Gets what makes loggers that never throw, whatever the host's logging does.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>Counts something that went wrong with the server, in the instrument <c>tasker.cache.far.failures</c>. Calls that fail are counted already.</summary>
    /// <param name="operation">What was tried: <c>fill</c>, for example.</param>
    /// <param name="reason">What went wrong, as one of few words: <c>too-large</c>, for example.</param>
    public void CountFailure(string operation, string reason) => _metrics.CountFarFailure(operation, reason);

    /// <summary>Reads the options as configuration and code set them now.</summary>
    /// <returns>The options; nothing has checked them.</returns>
    public TOptions ReadOptions()
    {
        var options = _setup.Binding?.GetPackageOptions<TOptions>() ?? new TOptions();
        foreach (var configuration in _configurations)
        {
            configuration.Configure(options);
        }

        return options;
    }

    /// <summary>Completes what is wrong with the options: where the configuration says it.</summary>
    internal string Locate(TOptions options, string problem) => _setup.Binding?.Locate(options, problem) ?? problem;
}

using Microsoft.Extensions.Options;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Hosting;

/// <summary>Makes the back ends of a package from its section of the configuration; where that can't be used, memory takes their place.</summary>
/// <typeparam name="TOptions">The options that the package's section fills.</typeparam>
/// <param name="setup">What the configuration says.</param>
/// <param name="configurations">What the host changes of it.</param>
/// <param name="clock">The clock.</param>
internal abstract class PackageBackendProvider<TOptions>(
    TaskerOptionsSetup setup, IEnumerable<IConfigureOptions<TOptions>> configurations, TimeProvider clock) : ICacheBackendProvider, IBackendCheck, IAsyncDisposable
    where TOptions : class, new()
{
    private readonly IConfigureOptions<TOptions>[] _configurations = [.. configurations];
    private readonly List<IPackageBackend> _created = [];

    protected TimeProvider Clock => clock;

    public abstract bool Supports(string name);

    public CacheBackend Create(string name, TaskerOutputCacheOptions options)
    {
        // A reload may have replaced some.
        _created.RemoveAll(static backend => backend.IsDisposed);
        if (TryCreate(name, ReadOptions(), options) is not { } backend)
        {
            return CacheBackend.InMemory(clock, options.Evictions.Retention);
        }

        _created.Add(backend);
        return backend.Backend;
    }

    /// <summary>Makes the back end.</summary>
    /// <returns><see langword="null"/> if the package's options are wrong, which has been logged then.</returns>
    protected abstract IPackageBackend? TryCreate(string name, TOptions package, TaskerOutputCacheOptions options);

    /// <summary>Completes what is wrong with the options: where the configuration says it.</summary>
    protected string Locate(TOptions package, string problem) => setup.Binding?.Locate(package, problem) ?? problem;

    private TOptions ReadOptions()
    {
        var options = setup.Binding?.GetPackageOptions<TOptions>() ?? new TOptions();
        foreach (var configuration in _configurations)
        {
            configuration.Configure(options);
        }

        return options;
    }

    public string? Check(string name)
    {
        var options = ReadOptions();
        return Check(options) is { } problem ? Locate(options, problem) : null;
    }

    /// <summary>Says what is wrong with the package's options; <see langword="null"/> if nothing is.</summary>
    protected abstract string? Check(TOptions package);

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _created)
        {
            await backend.DisposeAsync().ConfigureAwait(false);
        }
    }
}

using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Backends;

/// <summary>Makes back ends from a section of the configuration. Register it with <c>AddCacheBackend</c>.</summary>
/// <typeparam name="TOptions">The options that the section fills.</typeparam>
public abstract class CacheBackendProvider<TOptions> : ICacheBackendProvider, IAsyncDisposable
    where TOptions : class, new()
{
    private readonly Lock _lock = new();
    private readonly HashSet<IAsyncDisposable> _owners = [];

    /// <summary>Initializes the provider.</summary>
    /// <param name="context">What the cache offers to it.</param>
    protected CacheBackendProvider(CacheBackendContext<TOptions> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
    }

    /// <summary>Gets what the cache offers to this provider.</summary>
    protected CacheBackendContext<TOptions> Context { get; }

    /// <inheritdoc/>
    public bool Supports(string name) => Context.Names.Contains(name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public CacheBackend? Create(CacheBackendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = Context.ReadOptions();
        if (TryCreate(request, options, out var problem) is not { } backend)
        {
            OnRefused(request.Name, Context.Locate(options, problem));
            return null;
        }

        return backend.Owner is { } owner ? backend with { Owner = Own(owner) } : backend;
    }

    /// <inheritdoc/>
    public CacheOutbox? CreateOutbox(CacheBackendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = Context.ReadOptions();
        if (TryCreateOutbox(request, options, out var problem) is { } made)
        {
            return made.Owner is { } owner ? made with { Owner = Own(owner) } : made;
        }

        if (problem.Length > 0)
        {
            OnOutboxRefused(Context.Locate(options, problem));
        }

        return null;
    }

    /// <summary>Makes an outbox, where the options ask for one. Override it where a database of the application's can hold one.</summary>
    /// <param name="request">What the cache asks for.</param>
    /// <param name="options">The options.</param>
    /// <param name="problem">What is wrong with the options; an empty text if nothing is.</param>
    /// <returns>The outbox, or <see langword="null"/>.</returns>
    protected virtual CacheOutbox? TryCreateOutbox(CacheBackendRequest request, TOptions options, out string problem)
    {
        problem = string.Empty;
        return null;
    }

    /// <summary>Logs that an outbox can't be made. Override it to log an event of your own.</summary>
    /// <param name="problem">What is wrong, with file and line where they are known.</param>
    protected virtual void OnOutboxRefused(string problem) => Context.Loggers.CreateLogger(GetType()).BackendRefused("outbox", problem);

    /// <summary>Makes a back end. It connects in the background; the server may be out of reach.</summary>
    /// <param name="request">What the cache asks for.</param>
    /// <param name="options">The options, as configuration and code have set them. Code may have set values that the configuration does not allow.</param>
    /// <param name="problem">What is wrong with the options, as <see cref="FindProblem"/> returns it; an empty text if nothing is.</param>
    /// <returns>The back end, or <see langword="null"/> if the options can't be used.</returns>
    protected abstract CacheBackend? TryCreate(CacheBackendRequest request, TOptions options, out string problem);

    /// <summary>Says what keeps a back end from being made, without making it.</summary>
    /// <param name="options">The options.</param>
    /// <returns>
    /// One sentence without secrets, or <see langword="null"/> if nothing is wrong. If it begins with the name of a key, as in "path does not exist.", the
    /// cache adds the file, the line and the key as it was typed.
    /// </returns>
    protected abstract string? FindProblem(TOptions options);

    /// <summary>Logs that a back end can't be made and memory is used. Override it to log an event of your own.</summary>
    /// <param name="name">The name in the configuration.</param>
    /// <param name="problem">What is wrong, with file and line where they are known.</param>
    protected virtual void OnRefused(string name, string problem) => Context.Loggers.CreateLogger(GetType()).BackendRefused(name, problem);

    /// <inheritdoc/>
    public string? Check(string name)
    {
        var options = Context.ReadOptions();
        return FindProblem(options) is { } problem ? Context.Locate(options, problem) : null;
    }

    // A reload may replace back ends many times: what has been disposed of is forgotten.
    private OwnedBackend Own(IAsyncDisposable owner)
    {
        lock (_lock)
        {
            _owners.Add(owner);
        }

        return new OwnedBackend(owner, Disown);
    }

    private bool Disown(IAsyncDisposable owner)
    {
        lock (_lock)
        {
            return _owners.Remove(owner);
        }
    }

    /// <summary>Disposes of the back ends that are still in use: the host has stopped.</summary>
    /// <returns>A task that ends when they are disposed of.</returns>
    public async ValueTask DisposeAsync()
    {
        IAsyncDisposable[] owners;
        lock (_lock)
        {
            owners = [.. _owners];
            _owners.Clear();
        }

        foreach (var owner in owners)
        {
            try
            {
                await owner.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The host stops: what one back end throws keeps no other from being closed.
                CaughtErrors.Add(CaughtErrors.Background, exception);
            }
        }

        GC.SuppressFinalize(this);
    }
}

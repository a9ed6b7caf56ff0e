using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Hybrid;
using Tasker.Caching.Engine;
using Tasker.Caching.Guards;
using Tasker.Caching.Objects.Values;

namespace Tasker.Caching.Objects;

/// <summary>The objects of one resource, as the framework's abstraction sees them, on the engine that the responses are on.</summary>
internal sealed partial class ObjectCache : HybridCache
{
    private readonly string _resource;
    private readonly ObjectCacheServices _parts;
    private volatile ObjectNames? _names;

    public ObjectCache(string resource, ObjectTags tags, ObjectCacheServices parts)
    {
        _resource = resource;
        _parts = parts;
        Tags = tags;
    }

    public ObjectTags Tags { get; }

    public CacheEngine Engine => _parts.Engine;

    public CacheSettings Settings => _parts.Resources.Settings;

    public TimeProvider Clock => _parts.Clock;

    public EngineEnvironment Environment => _parts.Environment;

    public CancellationToken Stopping => _parts.Lifetime.ApplicationStopping;

    // Settings are replaced as a whole when configuration changes; the names are made again for them.
    private ObjectNames Names()
    {
        var settings = _parts.Resources.Get(_resource);
        var names = _names;
        return names is not null && ReferenceEquals(names.Settings, settings) ? names : _names = new ObjectNames(settings);
    }

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return GetOrCreateAsync(key, state, factory, options, tags?.Select(CacheTag.FromString), cancellationToken);
    }

    /// <summary>Finds an object, or computes it.</summary>
    public ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>>? factory,
        HybridCacheEntryOptions? options,
        IEnumerable<CacheTag>? tags,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var computes = factory is not null && ((options?.Flags ?? HybridCacheEntryFlags.None) & HybridCacheEntryFlags.DisableUnderlyingData) == 0;
        if (!IsValid(key))
        {
            return computes ? factory!(state, cancellationToken) : default;
        }

        var work = new ObjectWork<TState, T>(this, Names(), key, tags, options) { State = state, Factory = computes ? factory : null };
        var lookup = computes ? Engine.LookupAsync(work, cancellationToken) : Engine.PeekAsync(work, cancellationToken);
        if (!lookup.IsCompletedSuccessfully)
        {
            return AwaitAsync(work, lookup, cancellationToken);
        }

        var found = lookup.Result;
        return TryTake(work, found, out var value) ? ValueTask.FromResult(value!) : ComputeAsync(work, found, cancellationToken);
    }

    private async ValueTask<T> AwaitAsync<TState, T>(ObjectWork<TState, T> work, ValueTask<CacheLookup> lookup, CancellationToken cancellationToken)
    {
        var found = await lookup.ConfigureAwait(false);
        return TryTake(work, found, out var value) ? value! : await ComputeAsync(work, found, cancellationToken).ConfigureAwait(false);
    }

    private bool TryTake<TState, T>(ObjectWork<TState, T> work, CacheLookup found, [MaybeNullWhen(false)] out T? value)
    {
        Count(work, found);
        value = default;
        if (found.Entry is not { } entry)
        {
            return false;
        }

        Exception? flaw = null;
        if (entry.Content is ObjectContent content && content.TryGet(_parts.Types.Get<T>(), out value, out flaw))
        {
            return true;
        }

        NoteUnreadable(typeof(T), flaw);
        return false;
    }

    private async ValueTask<T> ComputeAsync<TState, T>(ObjectWork<TState, T> work, CacheLookup found, CancellationToken cancellationToken)
    {
        if (work.Factory is null)
        {
            return default!;
        }

        // One of another type makes room for what this caller computes.
        var computation = found.Entry is null ? found.Computation : Engine.TryBegin(work);
        if (!cancellationToken.CanBeCanceled)
        {
            return (await RunAsync(work, computation, CancellationToken.None).ConfigureAwait(false)).Get();
        }

        // Not with the caller's token: when he goes, it goes on for those who wait with him.
        var left = new CancellationTokenSource();
        var running = RunAsync(work, computation, left.Token);
        try
        {
            return (await running.WaitAsync(cancellationToken).ConfigureAwait(false)).Get();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !running.IsCompleted)
        {
            if (computation is null)
            {
                _ = left.CancelAsync();
            }
            else
            {
                computation.Leave(() => _ = left.CancelAsync());
            }

            throw;
        }
    }

    /// <summary>Runs the factory of a call, and keeps what it returns. It never throws.</summary>
    public async Task<ObjectResult<T>> RunAsync<TState, T>(ObjectWork<TState, T> work, Computation? computation, CancellationToken cancellationToken)
    {
        T value;
        try
        {
            value = await work.Factory!(work.State, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                // Those who came since the token was cancelled have not been told; one of them takes over.
                computation?.Fail();
            }
            else
            {
                computation?.Fail(exception);
            }

            return ObjectResult<T>.Failed(exception);
        }

        if (computation is not null)
        {
            Keep(work, computation, value);
        }

        return ObjectResult<T>.Of(value);
    }
}

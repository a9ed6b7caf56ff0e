using System.Threading.Channels;
using Tasker.Caching;

namespace Tasker.OutputCache.Tests.Policies;

/// <summary>Answers no call by itself, and hands each to the test.</summary>
internal sealed class HeldEvictor : ICacheEvictor
{
    private readonly Channel<TaskCompletionSource<EvictionResult>> _held = Channel.CreateUnbounded<TaskCompletionSource<EvictionResult>>();
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Waits for the next call.</summary>
    public Task<TaskCompletionSource<EvictionResult>> NextAsync(CancellationToken cancellationToken) =>
        _held.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);

    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken = default) =>
        EvictAsync(tags, EvictionMode.Hard, cancellationToken);

    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        var held = new TaskCompletionSource<EvictionResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _held.Writer.TryWrite(held);
        return new(held.Task);
    }

    public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken = default) => EvictAsync([CacheTag.Everything], cancellationToken);
}

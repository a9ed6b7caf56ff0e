using Tasker.Caching;

namespace Tasker.OutputCache.Tests.Events;

/// <summary>Answers for each mode as it is told, and keeps what it was asked.</summary>
internal sealed class ModalEvictor : ICacheEvictor
{
    private readonly Dictionary<EvictionMode, TaskCompletionSource<EvictionResult>> _held = [];
    private readonly List<(EvictionMode Mode, string[] Tags)> _calls = [];

    public IReadOnlyList<(EvictionMode Mode, string[] Tags)> Calls => _calls;

    /// <summary>Leaves the calls of a mode unanswered until the result is set.</summary>
    public TaskCompletionSource<EvictionResult> Hold(EvictionMode mode) => _held[mode] = new();

    /// <summary>Gets or sets the mode whose calls are thrown out, before they return a task.</summary>
    public EvictionMode? Throwing { get; set; }

    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken = default) =>
        EvictAsync(tags, EvictionMode.Hard, cancellationToken);

    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken = default)
    {
        _calls.Add((mode, [.. tags.Select(static tag => tag.ToString())]));
        if (mode == Throwing)
        {
            throw new InvalidOperationException("broken on purpose");
        }

        return _held.TryGetValue(mode, out var held) ? new(held.Task) : new(EvictionResult.Confirmed);
    }

    public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken = default) => EvictAsync([CacheTag.Everything], cancellationToken);
}

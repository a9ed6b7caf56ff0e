using System.Collections.Concurrent;
using Microsoft.AspNetCore.OutputCaching;

namespace Tasker.OutputCache.Tests.FrameworkStore;

/// <summary>A store that keeps what the framework's middleware writes, and answers it in a form of the test's choice.</summary>
internal sealed class KeptByTheFramework : IOutputCacheStore
{
    private readonly ConcurrentDictionary<string, byte[]> _entries = new(StringComparer.Ordinal);

    public byte[] Written => _entries.Values.Single();

    public Func<byte[], byte[]> Answer { get; set; } = static bytes => bytes;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_entries.TryGetValue(key, out var bytes) ? Answer(bytes) : null);

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        _entries[key] = value;
        return default;
    }

    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => default;
}

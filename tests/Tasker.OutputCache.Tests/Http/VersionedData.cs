using System.Collections.Concurrent;
using System.Globalization;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Data with a version per namespace, and what checks that no response is older than the last eviction before its request.</summary>
internal sealed class VersionedData(string[] namespaces)
{
    private readonly ConcurrentDictionary<string, int> _current = new(namespaces.Select(static name => KeyValuePair.Create(name, 0)));
    private readonly ConcurrentDictionary<string, int> _evicted = new(namespaces.Select(static name => KeyValuePair.Create(name, 0)));
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _writers = new(namespaces.Select(static name => KeyValuePair.Create(name, new SemaphoreSlim(1))));
    private int _runs;
    private int _reads;
    private int _changes;

    public ConcurrentQueue<string> Violations { get; } = new();

    public int Runs => _runs;

    public int Reads => _reads;

    public int Changes => _changes;

    /// <summary>The handler: the versions of one namespace, or of all.</summary>
    public async Task<string> ReadAsync(string? @namespace)
    {
        Interlocked.Increment(ref _runs);
        var text = string.Join(',', namespaces.Where(name => @namespace is null || name == @namespace).Select(name => $"{name}={_current[name]}"));

        // What was read grows old while the handler works on it.
        await Pause.UpToAsync(8);
        return text;
    }

    public async Task CheckReadsAsync(HttpClient client, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var filter = Random.Shared.Next(namespaces.Length + 1);
            var url = filter < namespaces.Length ? $"/data?namespace={namespaces[filter]}" : "/data";
            var floor = _evicted.ToDictionary();
            var answer = await client.GetStringAsync(url, CancellationToken.None);
            Interlocked.Increment(ref _reads);
            foreach (var part in answer.Split(','))
            {
                var (name, version) = (part.Split('=')[0], int.Parse(part.Split('=')[1], CultureInfo.InvariantCulture));
                if (version < floor[name])
                {
                    Violations.Enqueue($"{url} gave {part}, evicted up to {floor[name]}");
                }
            }
        }
    }

    public async Task ChangeAsync(Func<string, ValueTask<EvictionResult>> evictAsync, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var name = namespaces[Random.Shared.Next(namespaces.Length)];
            await _writers[name].WaitAsync(CancellationToken.None);
            var version = _current.AddOrUpdate(name, 1, static (_, version) => version + 1);
            await evictAsync(name);
            _evicted[name] = version;
            _writers[name].Release();
            Interlocked.Increment(ref _changes);
            await Pause.UpToAsync(30, CancellationToken.None);
        }
    }
}

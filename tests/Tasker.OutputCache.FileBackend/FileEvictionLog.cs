using System.Text.Json;
using Tasker.Caching.Backends;

namespace Stranger.FileBackend;

/// <summary>An eviction log in one file, which every append writes anew.</summary>
public sealed class FileEvictionLog(FileBackendFiles files, TimeSpan retention, TimeProvider clock, int pageSize = 1000) : IEvictionLog
{
    private readonly string _path = Path.Combine(files.Root, "log.json");

    public event Action<EvictionRecord>? Appended;

    // Nothing interrupts a log that is polled.
    public event Action? Interrupted
    {
        add { }
        remove { }
    }

    public async ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken)
    {
        var record = await files.RunAloneAsync(() => Append(tags, generation, known), cancellationToken).ConfigureAwait(false);
        CacheGuard.Raise(Appended, record with { Raised = MarkerReason.None });
        return record;
    }

    private EvictionRecord Append(IReadOnlyList<string> tags, string? generation, long known)
    {
        var (log, raised) = Read(generation, known);
        var before = log.Head;
        var sequence = Math.Max(Microseconds(), Math.Max(before, known) + 1);
        foreach (var tag in tags)
        {
            log.Tags[tag] = sequence;
        }

        log = Trim(log with { Head = sequence });
        Write(log);
        return new EvictionRecord(log.Generation, before, sequence, log.Marker, tags, raised);
    }

    // What is forgotten raises the marker: entries from before it can't be judged any more.
    private LogState Trim(LogState log)
    {
        var oldest = Microseconds() - (retention.Ticks / TimeSpan.TicksPerMicrosecond);
        var marker = log.Marker;
        foreach (var (tag, sequence) in log.Tags.Where(entry => entry.Value < oldest).ToList())
        {
            log.Tags.Remove(tag);
            marker = Math.Max(marker, sequence);
        }

        return log with { Marker = marker };
    }

    public ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken) =>
        files.RunAloneAsync(() => ReadSince(cursor), cancellationToken);

    private EvictionPage ReadSince(EvictionCursor cursor)
    {
        var (log, raised) = Read(cursor.Generation, cursor.Known);
        var horizon = cursor.Generation == log.Generation ? cursor.Horizon : 0;
        var evictions = log.Tags.Where(entry => entry.Value > horizon).Select(static entry => new EvictedTag(entry.Key, entry.Value)).OrderBy(static eviction => eviction.Sequence).ToList();
        EvictionCursor? next = null;
        if (evictions.Count > pageSize)
        {
            // A page ends on a whole sequence.
            var last = evictions[pageSize - 1].Sequence;
            var page = evictions.TakeWhile(eviction => eviction.Sequence <= last).ToList();
            next = page.Count < evictions.Count ? new EvictionCursor(log.Generation, last, cursor.Known) : null;
            evictions = page;
        }

        return new EvictionPage(log.Generation, log.Marker, log.Head, clock.GetUtcNow(), evictions, next, raised);
    }

    private (LogState Log, MarkerReason Raised) Read(string? generation, long known)
    {
        var (log, reason) = TryRead();
        if (log is not null && (log.Generation != generation || known <= log.Head))
        {
            return (log, MarkerReason.None);
        }

        var marker = Math.Max(Microseconds(), Math.Max(log?.Head ?? 0, known) + 1);
        var begun = new LogState(Guid.NewGuid().ToString("N"), marker, marker, []);
        Write(begun);
        return (begun, log is null ? reason : MarkerReason.LogRolledBack);
    }

    private (LogState? Log, MarkerReason Reason) TryRead()
    {
        if (!File.Exists(_path))
        {
            return (null, MarkerReason.NewLog);
        }

        try
        {
            return JsonSerializer.Deserialize<LogState>(File.ReadAllBytes(_path)) is { Generation: not null, Tags: not null } log && EvictionSequence.IsValid(log.Head) && EvictionSequence.IsValid(log.Marker)
                ? (log, MarkerReason.None)
                : (null, MarkerReason.Damaged);
        }
        catch (JsonException)
        {
            return (null, MarkerReason.Damaged);
        }
    }

    private void Write(LogState log)
    {
        File.WriteAllBytes(_path + "~", JsonSerializer.SerializeToUtf8Bytes(log));
        File.Move(_path + "~", _path, overwrite: true);
    }

    private long Microseconds() => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

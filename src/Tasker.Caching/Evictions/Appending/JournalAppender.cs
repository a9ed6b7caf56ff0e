using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;

namespace Tasker.Caching.Evictions.Appending;

/// <summary>Appends tags to the log, applies what it answers to the view, and remembers it.</summary>
internal sealed class JournalAppender
{
    private const int MaximumTagsOfAnAppend = 8192;

    // Echoes come soon, or not at all.
    private const int RememberedAppends = 256;

    private readonly Lock _lock = new();
    private readonly long[] _appended = new long[RememberedAppends];
    private readonly EvictionView _view;
    private readonly TimeProvider _clock;
    private volatile IEvictionLog _log;
    private int _appends;

    public JournalAppender(EvictionView view, IEvictionLog log, TimeProvider clock)
    {
        _view = view;
        _log = log;
        _clock = clock;
    }

    /// <summary>Raised when an append showed that the node has missed something.</summary>
    public event Action? Missed;

    /// <summary>Raised when this node's call has raised the marker of the log, with the reason.</summary>
    public event Action<MarkerReason>? MarkerRaised;

    public IEvictionLog Log => _log;

    /// <summary>Goes on with another log.</summary>
    public void Use(IEvictionLog log) => _log = log;

    /// <summary>Says whether a record of the log is one of the last that were appended here.</summary>
    public bool HasAppended(long sequence)
    {
        lock (_lock)
        {
            return Array.IndexOf(_appended, sequence) >= 0;
        }
    }

    /// <summary>Appends tags, many at once.</summary>
    /// <returns>Whether some of them stand in a generation that this node has yet to read.</returns>
    /// <exception cref="Exception">The log has not confirmed all of them in time, or has failed.</exception>
    public async ValueTask<bool> AppendAsync(IEnumerable<string> tags, TimeSpan timeout)
    {
        var isForeign = false;
        foreach (var part in tags.Chunk(MaximumTagsOfAnAppend))
        {
            var (generation, known) = _view.Seen;
            var append = _log.AppendAsync(part, generation, known, CancellationToken.None);
            var record = append.IsCompletedSuccessfully
                ? append.Result
                : await append.AsTask().WaitAsync(timeout, _clock).ConfigureAwait(false);
            if (record.Raised != MarkerReason.None)
            {
                Guard.Raise(MarkerRaised, record.Raised);
            }

            Remember(record.Sequence);
            var place = _view.ApplyOwn(record);
            if (place != OwnRecord.Next)
            {
                Guard.Raise(Missed);
            }

            isForeign |= place == OwnRecord.Foreign;
        }

        return isForeign;
    }

    private void Remember(long sequence)
    {
        lock (_lock)
        {
            _appended[_appends++ % RememberedAppends] = sequence;
        }
    }
}

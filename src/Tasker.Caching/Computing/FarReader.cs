using System.Runtime.CompilerServices;
using Tasker.Caching.Computing.Flights;
using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Engine;
using Tasker.Caching.Entries;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Computing;

/// <summary>Reads the shared tier: a valid entry, or the lease to compute one, or waits for the node that has it.</summary>
internal sealed class FarReader
{
    /// <summary>How many entries of one key are discarded before the caller computes without further ado.</summary>
    private const int MaximumDiscards = 3;

    // What a response or an object has beside its body.
    private const int LongestHead = 1 << 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly EvictionView _view;
    private readonly EvictionFollower _follower;
    private readonly FarAccess _far;
    private readonly LeaseKeeper _leases;
    private readonly CacheMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly LeaseEnds _ends;

    public FarReader(
        EvictionView view, EvictionFollower follower, FarAccess far, LeaseKeeper leases, CacheMetrics metrics, TimeProvider clock, EngineEnvironment? environment = null)
    {
        _view = view;
        _follower = follower;
        _far = far;
        _leases = leases;
        _metrics = metrics;
        _clock = clock;
        _ends = new LeaseEnds(clock, environment ?? EngineEnvironment.Process);
        far.LeaseEnded += _ends.Add;
    }

    /// <summary>Reads the shared tier for the leader of a flight.</summary>
    /// <param name="work">The request.</param>
    /// <param name="flight">The flight that it leads. It has the lease afterwards, if the tier has granted it.</param>
    /// <param name="limits">How long to wait for a computation on another node.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<FarReadResult> ReadAsync(CacheOperation work, Flight flight, WaitLimits limits, CancellationToken cancellationToken) =>
        work.Uses(TierUse.ReadFar) && _far.IsOpen ? ReadOpenAsync(work, flight, limits, cancellationToken) : default;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FarReadResult> ReadOpenAsync(CacheOperation work, Flight flight, WaitLimits limits, CancellationToken cancellationToken)
    {
        var startedAt = _clock.GetTimestamp();
        var pause = FirstPause;
        var discards = 0;
        var discard = default(ReadOnlyMemory<byte>);
        MissReason? why = null;

        // Asked again after every wait: a node that is out of touch by then can't judge what it would read.
        while (_far.IsOpen)
        {
            var lease = flight.UseLease();
            var wasAsked = lease.Ask();
            var mark = _ends.Mark;
            var (isDone, read) = await _far.ReadAsync(work.Key, new FarReadRequest(_leases.Describe(lease), discard), cancellationToken).ConfigureAwait(false);
            if (!isDone)
            {
                return new FarReadResult(null, Freshness.Expired, FarReadEnd.MayCompute, why);
            }

            _leases.Note(flight, lease, read.Lease, wasAsked);
            if (read.Value is not { } value)
            {
                switch (read.Lease)
                {
                    case FarLeaseState.DoNotWait:
                        return new FarReadResult(null, Freshness.Expired, FarReadEnd.DoNotWait);
                    case FarLeaseState.Held when _clock.GetElapsedTime(startedAt) < limits.WithoutEntry:
                        pause = await WaitAsync(work.Key, mark, pause, cancellationToken).ConfigureAwait(false);
                        continue;
                    default:
                        return new FarReadResult(null, Freshness.Expired, FarReadEnd.MayCompute, why);
                }
            }

            var entry = TryAdmit(work, value);
            var freshness = entry is null ? Freshness.Expired : work.FreshnessOf(entry, _clock.GetTimestamp(), _view, _clock);
            if (freshness == Freshness.Expired && !value.IsEmpty)
            {
                // What can't be read at all is another build's, and counts as evicted too: it is there, and says nothing.
                work.Hold(entry);
                why = entry is null || entry.Judge(_view) == Verdict.Void ? MissReason.Evicted : MissReason.Expired;
            }

            switch (freshness)
            {
                case Freshness.Expired when value.IsEmpty || discards == MaximumDiscards:
                    return new FarReadResult(null, Freshness.Expired, FarReadEnd.MayCompute, why);
                case Freshness.Expired:
                    // Void, expired or unreadable: it goes, and the same call asks for the lease.
                    discard = value.Length > FarEntryPrefix.Length ? value[..FarEntryPrefix.Length] : value;
                    discards++;
                    continue;
                case Freshness.StaleIfError when await _leases.TryTakeAsync(flight).ConfigureAwait(false):
                    return new FarReadResult(entry, freshness, FarReadEnd.MayCompute);
                case Freshness.StaleIfError when _clock.GetElapsedTime(startedAt) < limits.WithEntry:
                    pause = await WaitAsync(work.Key, mark, pause, cancellationToken).ConfigureAwait(false);
                    continue;
                default:
                    return new FarReadResult(entry, freshness, freshness == Freshness.StaleIfError ? FarReadEnd.Busy : FarReadEnd.MayCompute);
            }
        }

        return new FarReadResult(null, Freshness.Expired, FarReadEnd.MayCompute, why);
    }

    /// <summary>Asks for the lease to compute an entry again. Where no tier can be asked, there is no node to share the work with.</summary>
    public async ValueTask<bool> TryLeaseAsync(Flight flight) => !_far.IsOpen || await _leases.TryTakeAsync(flight).ConfigureAwait(false);

    /// <summary>Reads the shared tier without asking for the lease.</summary>
    /// <returns>A fresh entry, or <see langword="null"/>.</returns>
    public async ValueTask<CachedEntry?> PeekAsync(CacheOperation work, CancellationToken cancellationToken) =>
        await FindAsync(work, cancellationToken).ConfigureAwait(false) is { } entry && work.FreshnessOf(entry, _clock.GetTimestamp(), _view, _clock) == Freshness.Fresh
            ? entry
            : null;

    /// <summary>Reads the shared tier without asking for the lease.</summary>
    /// <returns>An entry that is not void, fresh or not, or <see langword="null"/>.</returns>
    public async ValueTask<CachedEntry?> FindAsync(CacheOperation work, CancellationToken cancellationToken)
    {
        if (!work.Uses(TierUse.ReadFar) || !_far.IsOpen)
        {
            return null;
        }

        var (_, read) = await _far.ReadAsync(work.Key, default, cancellationToken).ConfigureAwait(false);
        return read.Value is { } value ? TryAdmit(work, value) : null;
    }

    private CachedEntry? TryAdmit(CacheOperation work, ReadOnlyMemory<byte> value)
    {
        if (!EntryCodec.TryRead(value, new EntryExpectation(work.Key, _view.Now.Generation, work.Shape, work.Known), out var header, out var payload, work.Settings.MaxBodyBytes + LongestHead)
            || header.Shape != work.Shape
            || work.Reader(payload) is not { } content)
        {
            _metrics.CountUnreadable();
            return null;
        }

        // The tick goes first: what is applied after it makes the copy void.
        var tick = _view.Now.Tick;
        var carried = TagsOf(header, work);
        var tags = _view.Complete(carried);
        var slots = work.SlotsOf(_view, tags);
        var isVoid = !SequenceRange.IsReached(header.Horizon, _view.Known, _follower.ServerTime) || _view.JudgeFar(header.Generation, header.Horizon, slots) == Verdict.Void;
        if (isVoid && !work.MayRevive)
        {
            return null;
        }

        // Nothing was computed in the future, and nothing is fresh for longer than a log remembers.
        var now = _clock.GetTimestamp();
        var serverTime = _follower.ServerTime;
        var age = serverTime - header.Created;
        if (age < -SequenceRange.Slack)
        {
            _metrics.CountUnreadable();
            return null;
        }

        var left = EvictionDefaults.MaximumRetention - age;
        left = header.FreshUntil - serverTime < left ? header.FreshUntil - serverTime : left;
        var freshUntil = now + _clock.Timestamps(Within(left, -EvictionDefaults.MaximumRetention));
        var shownUntil = freshUntil + _clock.Timestamps(work.WindowsOf(content).Longest);
        var expiresAt = work.MayRevive ? Math.Max(shownUntil, freshUntil + _clock.Timestamps(work.Settings.Revival)) : shownUntil;
        if (work.NearLife is { } life)
        {
            var limit = now + _clock.Timestamps(life);
            freshUntil = Math.Min(freshUntil, limit);
            shownUntil = Math.Min(shownUntil, limit);
            expiresAt = Math.Min(expiresAt, limit);
        }

        age = Within(age, TimeSpan.Zero);
        content.SetCreated(_clock.GetUtcNow() - age);
        var times = new EntryTimes(serverTime - age, now - _clock.Timestamps(age), freshUntil, expiresAt) { ShownUntil = shownUntil };
        var entry = new CachedEntry(work.Key, content, EntryStamp.Copied(header, tick), slots, tags, times) { Carried = carried };
        if (!isVoid)
        {
            return entry;
        }

        // Its stamp is that of a valid copy. So it goes nowhere but to where it is validated.
        work.Hold(entry);
        return null;
    }

    // Whatever an entry says of itself: what would evict the response that is asked for evicts what is given for it.
    private static EntryTags TagsOf(EntryHeader header, CacheOperation work)
    {
        if (ReferenceEquals(header.Tags, work.KnownTags) && ReferenceEquals(header.Sets, work.Known.Sets))
        {
            return work.Known;
        }

        return new EntryTags(BeginsWith(header.Tags, work.KnownTags) ? header.Tags : [.. header.Tags.Union(work.KnownTags, StringComparer.Ordinal)], header.Sets);
    }

    private static bool BeginsWith(IReadOnlyList<string> tags, IReadOnlyList<string> first)
    {
        for (var i = 0; i < first.Count; i++)
        {
            if (i >= tags.Count || !string.Equals(tags[i], first[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static TimeSpan Within(TimeSpan time, TimeSpan minimum) =>
        time < minimum ? minimum
        : time > EvictionDefaults.MaximumRetention ? EvictionDefaults.MaximumRetention
        : time;

    private async ValueTask<TimeSpan> WaitAsync(string key, long mark, TimeSpan pause, CancellationToken cancellationToken)
    {
        await _ends.WaitAsync(key, mark, pause, cancellationToken).ConfigureAwait(false);
        return pause * 2 > LongestPause ? LongestPause : pause * 2;
    }
}

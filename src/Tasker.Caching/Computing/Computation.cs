using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Computing;
using Tasker.Caching.Computing.Flights;

namespace Tasker.Caching.Engine;

/// <summary>The right and the duty to compute an entry: the point at which that began, those who wait for it, and its lease.</summary>
/// <remarks>
/// It ends by <see cref="Complete(CachedContent, EntryTags, CacheLifetime)"/>, <see cref="NotCacheable"/> or <see cref="Fail()"/>; of
/// several ends, the first tells those who wait and gives the lease back. Disposing of an unfinished one fails it, so that one of those
/// who wait takes over.
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public sealed class Computation : IDisposable
{
    private readonly Computations _owner;
    private Flight? _flight;
    private int _isPassedOn;

    /// <param name="owner">Ends it.</param>
    /// <param name="work">The request that computes.</param>
    /// <param name="stamp">The point of the view before it began.</param>
    /// <param name="flight">The requests that wait, or <see langword="null"/> if none may.</param>
    internal Computation(Computations owner, CacheOperation work, EvictionPoint stamp, Flight? flight)
    {
        _owner = owner;
        Work = work;
        Stamp = stamp;
        _flight = flight;
    }

    /// <summary>Gets the request that computes.</summary>
    internal CacheOperation Work { get; private set; }

    /// <summary>Gets the point of the view before it began: the stamp of what it will deliver.</summary>
    internal EvictionPoint Stamp { get; private set; }

    /// <summary>Gets a value indicating whether others wait, or may wait, for it.</summary>
    public bool Leads => Volatile.Read(ref _flight) is not null;

    /// <summary>Gets or sets the entry that those who wait get if it fails.</summary>
    internal CachedEntry? Fallback { get; set; }

    /// <summary>Gets what takes the content in place of the tiers, if it is only to be looked at.</summary>
    internal ContentSink? Sink { get; init; }

    /// <summary>Gets or sets the entry that it has stored.</summary>
    public CachedEntry? Result { get; set; }

    /// <summary>Takes the flight to end it. Of all the ways in which a computation can end, only the first gets it.</summary>
    internal Flight? TakeFlight() => Interlocked.Exchange(ref _flight, null);

    /// <summary>Begins: everything was looked at where there was something to find.</summary>
    internal void Begin()
    {
        if (Volatile.Read(ref _flight) is { } flight)
        {
            Stamp = _owner.Stamp(flight);
        }
    }

    /// <summary>Lets a request of the cache's own compute in place of the one that asked for it, from now on.</summary>
    /// <returns><see langword="false"/> if the request is for another entry, or if there is nothing left to compute.</returns>
    public bool TryPassOn(CacheOperation work)
    {
        if (work.Key != Work.Key || !Leads || Interlocked.Exchange(ref _isPassedOn, 1) != 0)
        {
            return false;
        }

        Work = work;
        _owner.Prepare(work);
        Begin();
        return true;
    }

    /// <summary>Notes that the one who asked has gone, while the computation goes on for those who wait for it.</summary>
    /// <param name="deserted">Called when no request waits any more.</param>
    internal void Leave(Action deserted)
    {
        if (Volatile.Read(ref _flight) is { } flight)
        {
            flight.Leave(deserted);
        }
        else
        {
            deserted();
        }
    }

    /// <summary>Ends it with what was computed: for those who wait, for this process's memory, and for the shared tier.</summary>
    /// <returns>Whether it may be served to others; if not, one of its tags was evicted after the computation began.</returns>
    /// <remarks>What comes after another end is kept all the same. It is as good, but comes too late for those who waited.</remarks>
    public bool Complete(CachedContent content, EntryTags tags, CacheLifetime life) => _owner.Complete(this, content, tags, life);

    /// <summary>Gets or sets the entry that may turn out to be what would be computed.</summary>
    internal CachedEntry? Held { get; set; }

    /// <summary>Ends it with the content of an entry that expired or was evicted before it began, and is what would be computed now.</summary>
    /// <param name="content">The content, which no other entry has.</param>
    /// <returns>Whether it may be served to others; if not, there is no such entry, or one of its tags was evicted after the computation began.</returns>
    public bool Revive(CachedContent content) => _owner.Revive(this, content);

    /// <summary>Ends it with an entry that was found after all.</summary>
    internal void Complete(CachedEntry found) => _owner.Complete(this, found);

    /// <summary>Ends it with a response that can't be stored: no request waits for this key for a while.</summary>
    public void NotCacheable() => _owner.NotCacheable(this);

    /// <summary>Ends it because it failed, was cancelled or has lost its client: one of those who wait takes over.</summary>
    public void Fail() => _owner.Fail(this);

    /// <summary>Ends it with an exception that all who wait for it get, unless there is an entry to show.</summary>
    internal void Fail(Exception exception) => _owner.Fail(this, exception);

    /// <summary>Fails the computation unless it has ended: those who wait for it compute for themselves.</summary>
    public void Dispose() => Fail();
}

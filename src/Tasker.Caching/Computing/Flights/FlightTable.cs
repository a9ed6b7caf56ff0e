using System.Collections.Concurrent;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Computing.Flights;

/// <summary>The computations that are under way in this process, by key: at most one for a key since its last eviction.</summary>
internal sealed class FlightTable(EvictionView view, TimeProvider clock, EngineEnvironment environment)
{
    private readonly ConcurrentDictionary<FlightKey, Flight> _flights = [];

    public int Count => _flights.Count;

    /// <summary>Gets the number of requests that wait for the latest computation of their key.</summary>
    public int Waiting => _flights.Values.Sum(static flight => flight.Waiting);

    public bool Contains(FlightKey key) => _flights.ContainsKey(key);

    /// <summary>Joins the flight of a key, or begins one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="slots">The tags that are known before the handler runs.</param>
    /// <param name="oldest">How long a request may have led and still be joined: nothing says that it will ever end.</param>
    /// <param name="waiter">The waiter, if another request leads.</param>
    /// <returns>The flight. The caller leads it if there is no <paramref name="waiter"/>.</returns>
    public Flight Enter(FlightKey key, TagSlots slots, TimeSpan oldest, out FlightWaiter? waiter)
    {
        while (true)
        {
            if (_flights.TryGetValue(key, out var flight))
            {
                waiter = flight.Age < oldest ? flight.TryJoin(view, slots) : null;
                if (waiter is not null)
                {
                    return flight;
                }

                // It is over, has taken too long, or is older than an eviction: then it goes on for those who came before.
                if (TryReplace(flight) is { } next)
                {
                    return next;
                }
            }
            else
            {
                waiter = null;
                if (TryAdd(key) is { } first)
                {
                    return first;
                }
            }
        }
    }

    /// <summary>Begins a flight, unless there is one that has not taken too long.</summary>
    public Flight? TryBegin(FlightKey key, TimeSpan oldest) =>
        !_flights.TryGetValue(key, out var held) ? TryAdd(key)
        : held.Age < oldest ? null
        : TryReplace(held);

    private Flight? TryAdd(FlightKey key)
    {
        var flight = New(key);
        return _flights.TryAdd(key, flight) ? flight : null;
    }

    // The one before loses its lease: no request waits for what will be void.
    private Flight? TryReplace(Flight before)
    {
        var next = New(before.Id);
        if (!_flights.TryUpdate(before.Id, next, before))
        {
            return null;
        }

        next.InheritLease(before);
        return next;
    }

    private Flight New(FlightKey key) => new(key, view.Now, clock, environment);

    /// <summary>Ends a flight with an entry.</summary>
    public void Complete(Flight flight, CachedEntry entry, ReadOnlySpan<int> late) => RemoveIf(flight.Complete(view, entry, late, IsLatest(flight)), flight);

    /// <summary>Lets another request lead.</summary>
    public void PromoteNext(Flight flight) => RemoveIf(flight.PromoteNext(view, IsLatest(flight)), flight);

    /// <summary>Ends a flight with an exception for all who wait for it.</summary>
    public void Fail(Flight flight, Exception exception)
    {
        flight.Fail(exception);
        RemoveIf(true, flight);
    }

    /// <summary>Lets everybody compute for itself.</summary>
    public void ReleaseAll(Flight flight)
    {
        flight.ReleaseAll();
        RemoveIf(true, flight);
    }

    private bool IsLatest(Flight flight) => _flights.TryGetValue(flight.Id, out var latest) && latest == flight;

    private void RemoveIf(bool isOver, Flight flight)
    {
        if (isOver)
        {
            _flights.TryRemove(KeyValuePair.Create(flight.Id, flight));
        }
    }
}

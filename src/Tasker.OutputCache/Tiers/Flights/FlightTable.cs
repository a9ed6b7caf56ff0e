using System.Collections.Concurrent;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>The computations that are under way in this process, by key: at most one for a key since its last eviction.</summary>
internal sealed class FlightTable(EvictionView view, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    public int Count => _flights.Count;

    /// <summary>Gets the number of requests that wait for the latest computation of their key.</summary>
    public int Waiting => _flights.Values.Sum(static flight => flight.Waiting);

    public bool Contains(string key) => _flights.ContainsKey(key);

    /// <summary>Joins the flight of a key, or begins one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="slots">The tags that are known before the handler runs.</param>
    /// <param name="oldest">How long somebody may have led and still be joined: nothing says that it will ever end.</param>
    /// <param name="waiter">The waiter, if somebody else leads.</param>
    /// <returns>The flight. The caller leads it if there is no <paramref name="waiter"/>.</returns>
    public Flight Enter(string key, TagSlots slots, TimeSpan oldest, out FlightWaiter? waiter)
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

                // It is over, has taken too long, or is older than an eviction: then it goes on for those who came before, but
                // without its lease: nobody is to wait for what will be void.
                var next = new Flight(key, view.Now, clock, before: flight);
                if (_flights.TryUpdate(key, next, flight))
                {
                    flight.DropLease();
                    return next;
                }
            }
            else
            {
                waiter = null;
                var next = new Flight(key, view.Now, clock);
                if (_flights.TryAdd(key, next))
                {
                    return next;
                }
            }
        }
    }

    /// <summary>Begins a flight, unless there is one that has not taken too long.</summary>
    public Flight? TryBegin(string key, TimeSpan oldest)
    {
        if (!_flights.TryGetValue(key, out var held))
        {
            var flight = new Flight(key, view.Now, clock);
            return _flights.TryAdd(key, flight) ? flight : null;
        }

        var next = new Flight(key, view.Now, clock, before: held);
        if (held.Age < oldest || !_flights.TryUpdate(key, next, held))
        {
            return null;
        }

        held.DropLease();
        return next;
    }

    /// <summary>Ends a flight with an entry.</summary>
    public void Land(Flight flight, CachedEntry entry, ReadOnlySpan<int> late) => RemoveIf(flight.Land(view, entry, late, IsLatest(flight)), flight);

    /// <summary>Lets somebody else lead.</summary>
    public void HandOver(Flight flight) => RemoveIf(flight.HandOver(view, IsLatest(flight)), flight);

    /// <summary>Ends a flight with an exception for all who wait for it.</summary>
    public void Fail(Flight flight, Exception exception)
    {
        flight.Fail(exception);
        RemoveIf(true, flight);
    }

    /// <summary>Lets everybody compute for itself.</summary>
    public void Disperse(Flight flight)
    {
        flight.Disperse();
        RemoveIf(true, flight);
    }

    private bool IsLatest(Flight flight) => _flights.TryGetValue(flight.Key, out var latest) && latest == flight;

    private void RemoveIf(bool isOver, Flight flight)
    {
        if (isOver)
        {
            _flights.TryRemove(KeyValuePair.Create(flight.Key, flight));
        }
    }
}

namespace Tasker.OutputCache.Benchmarks.NearTier;

/// <summary>Sequences of keys, the same for every candidate.</summary>
internal static class Workloads
{
    private const int Universe = 100_000;
    private const int Requests = 2_000_000;

    public static readonly (string Name, Func<int, IEnumerable<int>> Keys)[] All =
    [
        ("Zipf 0.99", _ => Draw(0.99)),
        ("Zipf 0.8", _ => Draw(0.8)),
        ("Zipf 0.99 + scans", Scanned),
        ("Zipf 0.99, hot set moves", _ => Moving()),
        ("loop 1.2 x", capacity => Loop(capacity * 12 / 10)),
        ("loop 2 x", capacity => Loop(capacity * 2)),
    ];

    private static IEnumerable<int> Draw(double s)
    {
        var zipf = new Zipf(Universe, s, seed: 1);
        for (var i = 0; i < Requests; i++)
        {
            yield return zipf.Next();
        }
    }

    // Now and then somebody walks through twice as many things as there is room for, each one once.
    private static IEnumerable<int> Scanned(int capacity)
    {
        var zipf = new Zipf(Universe, 0.99, seed: 2);
        var scanned = Universe;
        for (var i = 0; i < Requests; i++)
        {
            yield return zipf.Next();
            if (i % (capacity * 10) == 0)
            {
                for (var j = 0; j < capacity * 2; j++)
                {
                    yield return scanned++;
                }
            }
        }
    }

    private static IEnumerable<int> Moving()
    {
        var zipf = new Zipf(Universe, 0.99, seed: 3);
        for (var i = 0; i < Requests; i++)
        {
            yield return (zipf.Next() + (i / 200_000 * 1000)) % Universe;
        }
    }

    private static IEnumerable<int> Loop(int length)
    {
        for (var i = 0; i < Requests / 2; i++)
        {
            yield return i % length;
        }
    }
}

namespace Tasker.OutputCache.Benchmarks.NearTier;

/// <summary>Draws ranks: the n-th most popular of all is asked for in proportion to 1 / n^s.</summary>
internal sealed class Zipf
{
    private readonly double[] _cumulated;
    private readonly Random _random;

    public Zipf(int count, double s, int seed)
    {
        _random = new Random(seed);
        _cumulated = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            sum += 1 / Math.Pow(i + 1, s);
            _cumulated[i] = sum;
        }
    }

    public int Next()
    {
        var index = Array.BinarySearch(_cumulated, _random.NextDouble() * _cumulated[^1]);
        return index < 0 ? ~index : index;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Tasker.OutputCache.Fuzzing.Tests.Running;

/// <summary>Gives a target all of its corpus, and then inputs made of it. The same seed makes the same inputs.</summary>
internal sealed class Fuzzer(FuzzTarget target, int seed)
{
    private const int LargestPool = 20_000;

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _pool = Corpus.Of(target.Name);
    private readonly HashSet<int> _seen = [];

    /// <summary>Gets how many inputs were given.</summary>
    public long Inputs { get; private set; }

    /// <summary>Gets how many different things the target made of them.</summary>
    public int Outcomes => _seen.Count;

    /// <summary>Goes on until an input fails, or there were enough.</summary>
    /// <returns>What is wrong; <see langword="null"/> if nothing is.</returns>
    public string? Run(long inputs, TimeSpan time)
    {
        var mutator = new Mutator(_random, target.Words);
        foreach (var input in _pool.ToArray())
        {
            if (Try(input, out _) is { } wrong)
            {
                return wrong;
            }
        }

        var watch = Stopwatch.StartNew();
        while (Inputs < inputs && watch.Elapsed < time)
        {
            var input = mutator.Mutate(_pool);
            if (Try(input, out var isNew) is { } wrong)
            {
                return wrong;
            }

            if (isNew && _pool.Count < LargestPool)
            {
                _pool.Add(input);
            }
        }

        return null;
    }

    private string? Try(byte[] input, out bool isNew)
    {
        isNew = false;
        Inputs++;
        try
        {
            isNew = _seen.Add(target.Run(input));
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{target.Name}, seed {seed}, input {Inputs}: {exception}\nThe line for Corpora/{target.Name}.txt:\n{Corpus.Write(Shrink(input))}");
        }
    }

    // Leaves out what the failure does not need.
    private byte[] Shrink(byte[] input)
    {
        for (var size = input.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= input.Length;)
            {
                byte[] shorter = [.. input[..at], .. input[(at + size)..]];
                if (Fails(shorter))
                {
                    input = shorter;
                }
                else
                {
                    at += size;
                }
            }
        }

        return input;
    }

    private bool Fails(byte[] input)
    {
        try
        {
            target.Run(input);
            return false;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return true;
        }
    }
}

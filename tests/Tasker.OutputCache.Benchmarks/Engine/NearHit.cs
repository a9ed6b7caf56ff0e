using Tasker.OutputCache.Benchmarks.Measuring;
using Tasker.OutputCache.FrameworkStore;

namespace Tasker.OutputCache.Benchmarks.Engine;

/// <summary>What a near hit costs when the key is at hand, while the view stands still and after it has moved.</summary>
internal static class NearHit
{
    private const int Entries = 1000;
    private const int TagsOfAnEntry = 8;
    private const int Passes = 50;

    public static int Run(string[] args)
    {
        Machine.Print($"Near hit, key at hand, {Entries:N0} entries, {TagsOfAnEntry} tags each");
        using var host = new EngineHost(Entries * 2);
        var works = new FrameworkOperation[Entries];
        for (var i = 0; i < Entries; i++)
        {
            works[i] = new FrameworkOperation($"tasker:analytics:performance:24:namespace{i}", host.Settings);
            host.Fill(works[i].Key, new byte[4096], [.. Enumerable.Range(0, TagsOfAnEntry).Select(tag => $"analytics|namespace=n{i}-{tag}")]);
        }

        new Random(1).Shuffle(works);
        Func<Sample>[] measures =
        [
            () => Sample.Take(Passes * Entries, () => Repeat(Passes, () => Lookup(host, works))),
            () => Sample.Take(Passes * Entries, () => Repeat(Passes, () => Get(host, works))),
            () => Moved(host, works, Get),
            () => Moved(host, works, Lookup),
        ];
        string[] names = ["`LookupAsync`, view unmoved", "`TryGetNear`, view unmoved", "`TryGetNear`, view moved", "`LookupAsync`, view moved"];
        var rounds = Arguments.Get(args, "rounds", 101);
        Rounds.Run(rounds, measures);
        var samples = Rounds.Run(rounds, measures);
        Console.WriteLine("| | ns, median | ns, best tenth | bytes |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        for (var i = 0; i < samples.Length; i++)
        {
            var nanoseconds = samples[i].Select(static sample => sample.Nanoseconds).ToArray();
            Console.WriteLine($"| {names[i]} | {Rounds.Median(nanoseconds):F0} | {Rounds.Quantile(nanoseconds, 0.1):F0} | {Rounds.Median(samples[i].Select(static sample => sample.Bytes)):F1} |");
        }

        Console.WriteLine();
        Console.WriteLine($"{rounds} rounds, the variants in turn. Reading the clock is part of every hit.");
        return 0;
    }

    private static void Repeat(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }

    // After an eviction of something else each entry is judged anew, once: a pass measures nothing but that.
    private static Sample Moved(EngineHost host, FrameworkOperation[] works, Action<EngineHost, FrameworkOperation[]> pass)
    {
        var samples = new Sample[Passes];
        for (var i = 0; i < Passes; i++)
        {
            host.View.ApplyLocally(["something-else"], []);
            samples[i] = Sample.Take(Entries, () => pass(host, works));
        }

        return new Sample(samples.Average(static s => s.Nanoseconds), samples.Average(static s => s.ProcessorNanoseconds), Rounds.Median(samples.Select(static s => s.Bytes)));
    }

    private static void Get(EngineHost host, FrameworkOperation[] works)
    {
        foreach (var work in works)
        {
            if (!host.Engine.TryGetNear(work.Key, TimeProvider.System.GetTimestamp(), out _))
            {
                throw new InvalidOperationException("Not a hit.");
            }
        }
    }

    private static void Lookup(EngineHost host, FrameworkOperation[] works)
    {
        foreach (var work in works)
        {
            var lookup = host.Engine.LookupAsync(work, CancellationToken.None);
            if (!lookup.IsCompletedSuccessfully || lookup.Result.Entry is null)
            {
                throw new InvalidOperationException("Not a hit.");
            }
        }
    }
}

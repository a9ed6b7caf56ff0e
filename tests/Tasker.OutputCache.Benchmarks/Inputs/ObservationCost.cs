using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Inputs;

/// <summary>What it costs a computation that the reads of its handler are observed: ten inputs, in turn with the observation off.</summary>
internal static class ObservationCost
{
    private const int Requests = 200;

    public static int Run(string[] args)
    {
        RunAsync(Arguments.Get(args, "rounds", 101)).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int rounds)
    {
        Machine.Print("Misses whose handler reads ten inputs of its key, without a server");
        Console.WriteLine("| | µs, not observed | µs, observed | more, µs | ratio | more, bytes |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var isFastLane in new[] { true, false })
        {
            await using var plain = await TenInputsHost.StartAsync(isFastLane, isObserved: false);
            await using var observed = await TenInputsHost.StartAsync(isFastLane, isObserved: true);
            Func<Sample>[] measures = [() => Sample.Take(Requests, () => plain.Miss(Requests)), () => Sample.Take(Requests, () => observed.Miss(Requests))];
            Rounds.WarmUp(measures);
            var samples = Rounds.Run(rounds, measures);
            var more = samples[1].Zip(samples[0], static (own, reference) => (own.Nanoseconds - reference.Nanoseconds) / 1000).ToArray();
            var ratios = Rounds.Ratios(samples[1], samples[0], static sample => sample.Nanoseconds);
            Console.WriteLine(
                $"| {(isFastLane ? "`UseTaskerOutputCache`" : "`UseOutputCache`")} | {Micros(samples[0]):N1} | {Micros(samples[1]):N1} " +
                $"| {Rounds.Median(more):N2} ({Rounds.Quantile(more, 0.25):N2} to {Rounds.Quantile(more, 0.75):N2}) | {Rounds.Median(ratios):N3} | {Bytes(samples[1]) - Bytes(samples[0]):N0} |");
        }

        Console.WriteLine();
        Console.WriteLine($"{rounds} rounds of {Requests} requests, both in turn; medians, in brackets the middle half of the rounds.");
    }

    private static double Micros(Sample[] samples) => Rounds.Median(samples.Select(static sample => sample.Nanoseconds)) / 1000;

    private static double Bytes(Sample[] samples) => Rounds.Median(samples.Select(static sample => sample.Bytes));
}

using System.Diagnostics;
using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Instructions;

/// <summary>Runs operations under callgrind: each of them some times, and then twice as often. The difference is without whatever comes once.</summary>
/// <remarks><c>build/instructions.sh</c> starts it and reads the files that callgrind writes.</remarks>
internal static class InstructionCount
{
    private const int WarmUp = 60;

    public static int Run(string[] args)
    {
        if (Callgrind.Find() is not { } callgrind)
        {
            Console.Error.WriteLine("Start it by build/instructions.sh: it counts under valgrind, on x64.");
            return 2;
        }

        RunAsync(callgrind, Arguments.Get(args, "count", 100)).GetAwaiter().GetResult();
        return 0;
    }

    private static Task RunAsync(Callgrind callgrind, int count)
    {
        var clock = Stopwatch.StartNew();
        var operations = Operations.StartAsync().GetAwaiter().GetResult();
        foreach (var operation in operations.All)
        {
            operation.Run(WarmUp);
        }

        Console.Error.WriteLine($"Ready after {clock.Elapsed.TotalSeconds:0} s.");
        callgrind.Start();
        callgrind.Count("nothing", static () => { });
        foreach (var operation in operations.All)
        {
            operation.Run(10);
            _ = operation.IsDone(0);
            for (var times = 1; times <= 2; times++)
            {
                callgrind.Count($"{operation.Name}; {times * count}", () => operation.Run(times * count));
                if (!operation.IsDone(times * count))
                {
                    throw new InvalidOperationException($"'{operation.Name}' has done something else.");
                }
            }
        }

        Console.Error.WriteLine($"Counted after {clock.Elapsed.TotalSeconds:0} s.");
        return operations.DisposeAsync().AsTask();
    }
}

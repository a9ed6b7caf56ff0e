using Tasker.OutputCache.Benchmarks.Engine;
using Tasker.OutputCache.Benchmarks.Evictions;
using Tasker.OutputCache.Benchmarks.Inputs;
using Tasker.OutputCache.Benchmarks.Instructions;
using Tasker.OutputCache.Benchmarks.Measuring;
using Tasker.OutputCache.Benchmarks.NearTier;
using Tasker.OutputCache.Benchmarks.Peers;
using Tasker.OutputCache.Benchmarks.Policies;
using Tasker.OutputCache.Benchmarks.Requests;
using Tasker.OutputCache.Benchmarks.Scaling;

// One line a program: name, what it shows, entry point. It gets the arguments that follow its name.
(string Name, string Shows, Func<string[], int> Run)[] programs =
[
    ("machine", "what the figures are measured on", Machine.Describe),
    ("near-hit-ratio", "hit ratios of the near tier and its alternatives", HitRatio.Run),
    ("near-throughput", "reads and writes a second of the near tier and its alternatives, and the cost of a hit", Throughput.Run),
    ("near-overhead", "what an entry of the near tier costs beside its payload", EntryOverhead.Run),
    ("key-cost", "what building a key costs on every request, and tags on a miss", KeyCost.Run),
    ("near-hit", "a near hit with the key at hand: time and bytes", NearHit.Run),
    ("observation", "what it costs a computation that its reads are observed", ObservationCost.Run),
    ("instructions", "instructions of hits and misses, under valgrind: see build/instructions.sh", InstructionCount.Run),
    ("eviction", "the time of an eviction by the number of entries under its tag", EvictionTime.Run),
    ("requests", "whole requests through our two ways, through the framework's, and with none: hits, misses, encoded and conditional hits", WholeRequests.Run),
    ("server-time", "what a hit costs in the server and the application, without sockets", ServerTime.Run),
    ("watched-hits", "what a listener of the metrics adds to a near hit", WatchedHits.Run),
    ("matrix", "near, far and miss; small and large; plain, gzip and br: requests a second and how long each takes", RequestMatrix.Run),
    ("far-hit", "a hit in Redis without sockets to a client: what it allocates, by type, and the processor's time", FarHit.Run),
    ("peers", "Microsoft's stores and HybridCache, FusionCache and BitFaster, from the feed, in one run with us", PeerFigures.Run),
    ("stampede", "many requests at once for one cold response", Stampede.Run),
    ("scaling", "one to three instances on one Redis", InstanceScaling.Run),
    ("instance", "what scaling starts", Instance.Run),
];

var name = args.FirstOrDefault();
foreach (var program in programs)
{
    if (program.Name == name)
    {
        return program.Run(args[1..]);
    }
}

Console.Error.WriteLine("Name a program:");
foreach (var program in programs)
{
    Console.Error.WriteLine($"  {program.Name,-20} {program.Shows}");
}

return 2;

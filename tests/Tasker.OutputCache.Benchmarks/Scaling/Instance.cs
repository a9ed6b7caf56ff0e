using Tasker.OutputCache.Benchmarks.Requests;

namespace Tasker.OutputCache.Benchmarks.Scaling;

/// <summary>One instance, in a process of its own: what <see cref="InstanceScaling"/> starts, and ends.</summary>
internal static class Instance
{
    /// <param name="args">The address of Redis, the prefix of the keys, and "far" where the near tier is to have no room.</param>
    public static int Run(string[] args)
    {
        RunAsync(args[0], args[1], args[2] == "far").GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(string url, string prefix, bool isNearTiny)
    {
        var host = await RequestHost.StartAsync(Variant.TaskerMiddleware, inProcess: false, addCache: RedisCache.Over(url, prefix, isNearTiny));
        Console.WriteLine($"READY http://127.0.0.1:{host.Port}");
        await Task.Delay(Timeout.Infinite);
    }
}

using System.Globalization;
using Tasker.OutputCache.Benchmarks.Requests;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Benchmarks.Peers;

/// <summary>What a host and its server did in one short round.</summary>
/// <param name="Load">What the host did.</param>
/// <param name="Server">The processor's time that Redis took for a request, in microseconds.</param>
internal readonly record struct PeerSample(LoadSample Load, double Server)
{
    public static PeerSample Take(LoadGroup group, TimeSpan duration, RedisServer? server)
    {
        var before = TimeOf(server);
        var load = group.Run(duration);
        return new PeerSample(load, (TimeOf(server) - before) * 1e6 / (load.PerSecond * duration.TotalSeconds));
    }

    private static double TimeOf(RedisServer? server)
    {
        if (server is null)
        {
            return 0;
        }

        var info = server.InfoAsync("cpu").GetAwaiter().GetResult();
        return double.Parse(info["used_cpu_user"], CultureInfo.InvariantCulture) + double.Parse(info["used_cpu_sys"], CultureInfo.InvariantCulture);
    }
}

using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Diagnostics.Guards;

/// <summary>The loops of this node, for those who tell how it is.</summary>
internal sealed class BackgroundLoops(TimeProvider clock, ILogger<BackgroundLoop> logger)
{
    private readonly Lock _lock = new();
    private readonly List<BackgroundLoop> _loops = [];

    public BackgroundLoop Create(string name)
    {
        var loop = new BackgroundLoop(name, clock, logger);
        lock (_lock)
        {
            _loops.Add(loop);
        }

        return loop;
    }

    /// <summary>Gets how often they had to begin again, all together.</summary>
    public int Restarts => All().Sum(static loop => loop.Restarts);

    /// <summary>Says, in a sentence each, which had to begin again a moment ago.</summary>
    public IEnumerable<string> DescribeRecent() =>
        All().Where(static loop => loop.RecentError is not null).Select(static loop => $"The background loop '{loop.Name}' had to be restarted ({loop.RecentError}).");

    private BackgroundLoop[] All()
    {
        lock (_lock)
        {
            return [.. _loops];
        }
    }
}

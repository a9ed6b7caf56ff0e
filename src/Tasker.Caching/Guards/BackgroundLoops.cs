using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Engine;

/// <summary>The loops of this node, for those who tell how it is.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class BackgroundLoops
{
    private readonly Lock _lock = new();
    private readonly List<BackgroundLoop> _loops = [];
    private readonly TimeProvider _clock;
    private readonly ILogger<BackgroundLoop> _logger;

    internal BackgroundLoops(TimeProvider clock, ILogger<BackgroundLoop> logger)
    {
        _clock = clock;
        _logger = logger;
    }

    internal BackgroundLoop Create(string name)
    {
        var loop = new BackgroundLoop(name, _clock, _logger);
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

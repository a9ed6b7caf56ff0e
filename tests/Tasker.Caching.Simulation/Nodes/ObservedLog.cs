using Tasker.Caching.Simulation.Network;
using Tasker.Caching.Simulation.World;

namespace Tasker.Caching.Simulation.Nodes;

/// <summary>Passes everything on to the shipped log, and notes what its node has been told.</summary>
internal sealed class ObservedLog(IEvictionLog log, SimNode node) : IEvictionLog
{
    // The answers to these calls carry on in the flow that made them.
    private static readonly AsyncLocal<AppendScope?> Current = new();

    public static AppendScope? Scope => Current.Value;

    public event Action<EvictionRecord>? Appended
    {
        add => log.Appended += value;
        remove => log.Appended -= value;
    }

    public event Action? Interrupted
    {
        add => log.Interrupted += value;
        remove => log.Interrupted -= value;
    }

    public async ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken)
    {
        // What was called before this append, and is in it, is in force as soon as the server has executed it.
        PendingEviction[] appended = [.. node.Pending.Where(pending => pending.IsIn(tags))];
        Current.Value = new AppendScope(() =>
        {
            foreach (var pending in appended)
            {
                node.NoteAppended(pending);
            }
        });
        try
        {
            return await log.AppendAsync(tags, generation, known, cancellationToken);
        }
        finally
        {
            Current.Value = null;
        }
    }

    public async ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken)
    {
        var startedAt = node.Clock.GetTimestamp();
        var page = await log.ReadSinceAsync(cursor, cancellationToken);
        if (page.Continue is null && node.Clock.GetElapsedTime(startedAt) < node.Settings.Current.OperationTimeout)
        {
            node.KnownUntil = Math.Max(node.KnownUntil, node.Link.LastExecuted);
        }

        return page;
    }
}

using Tasker.Caching.Simulation.Judging;
using Tasker.Caching.Simulation.Nodes;
using Tasker.Caching.Simulation.Scheduling;
using Tasker.Caching.Simulation.World;

namespace Tasker.Caching.Simulation.Running;

/// <content>The reads.</content>
internal sealed partial class Run
{
    // Enough for several handlers in a row that fail. A read that takes longer was forgotten.
    private static readonly long LongestRead = TimeSpan.FromSeconds(4).Ticks;

    private sealed record PlannedRead(Run Run, int Node, SimKey Key, int How)
    {
        public void Begin()
        {
            if (Run.TryEnter(Node, out var node))
            {
                Run.BeginRead(node, Key, How);
            }
        }
    }

    // How: zero has a client that leaves, the first quarter asks as the fast path of the middleware does, the last eighth goes past the far tier.
    private void BeginRead(SimNode node, SimKey key, int how)
    {
        if (key.IsOfNewBuild && node.IsOldBuild)
        {
            return;
        }

        var start = new ReadStart(_simulator.NextOrder(), _simulator.Now, node.KnownUntil, _simulator.Now > _healthyFrom);
        _simulator.Trace.Note(TraceKind.Read, node.Id, key.Index);
        if (how < 16 && node.Engine.TryGetNear(node.SettingsOf(key), key.Text, out _, out var near))
        {
            Judge(node, key, start, near, CacheOutcome.NearHit);
            return;
        }

        var work = new SimWork(node, key, isNearOnly: how >= 56);
        var leaves = how == 0 ? new CancellationTokenSource() : null;
        var looking = node.Engine.LookupAsync(work, leaves?.Token ?? CancellationToken.None);
        if (looking.IsCompletedSuccessfully)
        {
            var lookup = looking.Result;
            if (lookup.Entry is { } entry)
            {
                Judge(node, key, start, entry, lookup.Outcome);
            }
            else
            {
                _ = ReadAsync(node, work, start, Task.FromResult(lookup));
            }

            return;
        }

        if (leaves is not null)
        {
            _simulator.After(TimeSpan.TicksPerMillisecond * 3, static source => ((CancellationTokenSource)source!).Cancel(), leaves);
        }

        _ = ReadAsync(node, work, start, looking.AsTask());
    }

    private async Task ReadAsync(SimNode node, SimWork work, ReadStart start, Task<CacheLookup> looking)
    {
        var number = ++_reads;
        _open.Add(number, (node, work.Asked));
        try
        {
            var lookup = await looking;
            if (lookup.Entry is { } entry)
            {
                Judge(node, work.Asked, start, entry, lookup.Outcome);
                return;
            }

            Tell(node.Id, $"computes {work.Key}");
            var computed = await node.Handler.RunAsync(work, lookup.Computation);
            _counts.Computed += computed is null ? 0 : 1;
            _counts.Unanswered += computed is null ? 1 : 0;
            if (computed is not null)
            {
                Tell(node.Id, $"has computed {work.Key} at {computed.ReadAt}");
            }
        }
        catch (OperationCanceledException)
        {
            _counts.Unanswered++;
        }
        catch (Exception exception)
        {
            Violate("failed", node.Id, exception.ToString());
        }
        finally
        {
            _open.Remove(number);
            if (start.Time > _healthyFrom && _simulator.Now - start.Time > LongestRead)
            {
                Violate("slow", node.Id, $"{work.Key}, asked for at {start.Order}: it took {TimeSpan.FromTicks(_simulator.Now - start.Time).TotalSeconds:0.0} s, and nothing was broken");
            }
        }
    }

    private void Judge(SimNode node, SimKey key, in ReadStart start, CachedEntry entry, CacheOutcome outcome)
    {
        var answer = (SimContent)entry.Content;
        _counts.Judged++;
        _counts.Outcomes[(int)outcome]++;
        _counts.NearTrouble += start.Time - _troubleAt < Near ? 1 : 0;
        _simulator.Trace.Note(TraceKind.Answer, node.Id, answer.ReadAt);
        var wrong = _oracle.Judge(node, key, start, answer, outcome)
            ?? _oracle.JudgeAge(key, start, answer, outcome)
            ?? (answer.Text >= 0 ? _oracle.JudgePart(node, key, start, answer, outcome, _model.Texts[answer.Text]) : null)
            ?? (answer.Part >= 0 ? _oracle.JudgePart(node, key, start, answer, outcome, _model.Parts[answer.Part]) : null);
        if (_simulator.Trace.IsRead)
        {
            Tell(node.Id, $"answers {key.Text} ({outcome}) with what was computed at {answer.ReadAt}");
        }

        if (wrong is not null)
        {
            _counts.Stale++;
            Violate("stale", node.Id, $"{key.Text}, asked for at {start.Order}, {outcome}: {wrong}");
        }
    }
}

using Tasker.Caching.Simulation.Nodes;
using Tasker.Caching.Simulation.World;

namespace Tasker.Caching.Simulation.Judging;

/// <summary>Knows every change and every eviction, and says whether an answer is one that a computation could have given that began at an allowed time.</summary>
/// <remarks>It asks the engine nothing. Five things bind an answer, each with what the docs promise of it.</remarks>
/// <param name="bound">The staleness bound.</param>
/// <param name="retention">How long the log remembers.</param>
/// <param name="allowance">By how much an age may be wrong; <see langword="null"/> where no age can be judged.</param>
internal sealed class Oracle(long bound, long retention, long? allowance)
{
    /// <summary>Judges an answer out of the cache.</summary>
    /// <returns>What is wrong with it; <see langword="null"/> if nothing is.</returns>
    public string? Judge(SimNode node, SimKey key, in ReadStart start, SimContent answer, CacheOutcome outcome)
    {
        if (answer.Key != key.Text)
        {
            return $"the answer is that for {answer.Key}";
        }

        var required = Required(node, key.Hard, key.Resource.Kind, start, outcome);
        if (answer.ReadAt < required)
        {
            return $"stale: computed at {answer.ReadAt}, and {key.Hard.Name} was evicted for a change at {required}";
        }

        if (outcome is CacheOutcome.NearHit or CacheOutcome.FarHit && Required(node, key.Soft, key.Resource.Kind, start, outcome) is var fresh && answer.ReadAt < fresh)
        {
            return $"served as fresh: computed at {answer.ReadAt}, and softly evicted for a change at {fresh}";
        }

        return null;
    }

    /// <summary>Judges what the handler of an answer has come upon.</summary>
    public string? JudgePart(SimNode node, SimKey key, in ReadStart start, SimContent answer, CacheOutcome outcome, Target part)
    {
        var required = Required(node, part, key.Resource.Kind, start, outcome);
        return answer.ReadAt < required ? $"stale: computed at {answer.ReadAt}, and {part.Name} in it was evicted for a change at {required}" : null;
    }

    /// <summary>Judges how old an answer is: nothing is fresh for longer than its resource or its handler says, and the log remembers.</summary>
    public string? JudgeAge(SimKey key, in ReadStart start, SimContent answer, CacheOutcome outcome)
    {
        var window = outcome switch
        {
            CacheOutcome.NearHit or CacheOutcome.FarHit => 0,
            CacheOutcome.Stale => SimSettings.WhileRevalidate.Ticks,
            CacheOutcome.StaleOnError => SimSettings.IfError.Ticks,
            _ => long.MaxValue,
        };
        var age = start.Time - answer.CompletedAt;
        return allowance is { } more && window != long.MaxValue && age > Math.Min(answer.Life, retention) + more + (key.Resource.IsRefreshable ? window : 0)
            ? $"too old: ready {TimeSpan.FromTicks(age).TotalSeconds:0.0} s before it was asked for"
            : null;
    }

    private long Required(SimNode node, Target target, ResourceKind kind, in ReadStart start, CacheOutcome outcome)
    {
        // One: a node knows what it has evicted itself as soon as the call returns. Two: it knows what it has read in the log.
        var required = Math.Max(node.EvictedHere(target, start.Order), target.CommittedBefore(start.KnownUntil));

        // Three: a strict resource is read from the log itself. Four: what may only be served in touch with the log is out of
        // date for the staleness bound at most, and so is everything else while nothing is broken.
        return kind == ResourceKind.Strict ? Math.Max(required, target.CommittedBefore(start.Order))
            : kind == ResourceKind.Careful || outcome == CacheOutcome.FarHit || start.IsHealthy ? Math.Max(required, target.CommittedBy(start.Time - bound))
            : required;
    }
}

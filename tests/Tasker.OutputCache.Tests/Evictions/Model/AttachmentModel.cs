namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>The bound on staleness: a near hit needs a good readSince that started less than the bound ago. Time moves in ticks of a clock.</summary>
internal sealed record AttachmentModel : IModel<AttachmentModel.State>
{
    private const int Bound = 3;

    internal enum CountsFrom
    {
        Start,

        /// <summary>Mutant: a slow answer would count as news from the moment of its arrival.</summary>
        Completion,
    }

    public int Duration { get; init; } = 12;

    public CountsFrom Counts { get; init; }

    public State Start() => default;

    public void Expand(in State state, Steps<State> steps)
    {
        // A near entry from before the eviction: allowed until it is applied, or until the bound has passed since it returned.
        if (state.Now - state.LastGood < Bound && !state.Applied)
        {
            var isLate = state.Evicted && state.Now - state.EvictedAt >= Bound;
            steps.Serve(Served.Near, isLate, Violation.StaleNear, "serve near, later than the bound");
        }

        if (state.Now < Duration)
        {
            var next = state;
            next.Now++;
            steps.Add($"time {next.Now}", next);
        }

        if (!state.Evicted)
        {
            var next = state;
            next.Evicted = true;
            next.EvictedAt = state.Now;
            steps.Add("another node's eviction returns", next);
        }

        Call(state, steps);
    }

    private void Call(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Phase)
        {
            case CallPhase.Idle:
                next.Phase = CallPhase.Started;
                next.StartedAt = state.Now;
                steps.Add("readSince starts", next);
                return;
            case CallPhase.Started:
                next.Phase = CallPhase.Read;
                next.SawEviction = state.Evicted;
                steps.Add("the server answers", next);
                break;
            case CallPhase.Read:
                next.LastGood = Counts == CountsFrom.Start ? state.StartedAt : state.Now;
                next.Applied |= state.SawEviction;
                (next.Phase, next.StartedAt, next.SawEviction) = (CallPhase.Idle, 0, false);
                steps.Add("readSince ends", next);
                break;
        }

        next = state;
        (next.Phase, next.StartedAt, next.SawEviction) = (CallPhase.Idle, 0, false);
        steps.Add("readSince fails", next);
    }

    internal enum CallPhase : byte
    {
        Idle,
        Started,
        Read,
    }

    internal struct State
    {
        public Small Now, EvictedAt, StartedAt, LastGood;
        public bool Evicted, SawEviction, Applied;
        public CallPhase Phase;
    }
}

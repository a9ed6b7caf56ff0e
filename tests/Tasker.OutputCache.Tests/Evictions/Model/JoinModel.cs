namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Waiters that join a computation in flight on their node. The tag that counts may be known from the start or added by the handler.</summary>
internal sealed record JoinModel : IModel<JoinModel.State>
{
    private const int Waiters = 2;

    internal enum JoinRule
    {
        /// <summary>
        /// Known tags are judged at the arrival, against the leader's stamp. Tags that the handler adds are judged at the end, and any touch
        /// since the leader's stamp refuses: the table keeps the last touch only and can't tell whether there was one before the arrival.
        /// </summary>
        AtArrivalAndAddedTagsAtEnd,

        /// <summary>All tags are judged at the end: any touch since the leader's stamp refuses.</summary>
        AtEnd,

        /// <summary>Mutant: at the end, a last touch after the leader's stamp and up to the arrival refuses.</summary>
        LastTouchBetweenStampAndArrival,

        /// <summary>Mutant: added tags are not looked at.</summary>
        KnownTagsOnly,

        /// <summary>Mutant: a waiter takes what it gets.</summary>
        TakesEverything,
    }

    public int Evictions { get; init; } = 2;

    public JoinRule Rule { get; init; }

    /// <summary>Gets a value indicating whether the handler adds the tag: nobody knows of it before the end.</summary>
    public bool HandlerAddsTag { get; init; }

    /// <summary>Mutant: a waiter keeps the result in near with the tick at which it got it.</summary>
    public bool StampsNearAtEnd { get; init; }

    public State Start() => default;

    public void Expand(in State state, Steps<State> steps)
    {
        if (state.NearExists && state.TagTick <= state.NearTick)
        {
            steps.Serve(Served.Near, state.NearVersion < state.Promised, Violation.StaleNear, "serve near");
        }

        Lead(state, steps);
        for (var i = 0; i < Waiters; i++)
        {
            Wait(state, i, steps);
        }

        if (state.Row < Evictions && state.Row == state.Promised)
        {
            var next = state;
            next.Row++;
            steps.Add($"commit row {next.Row}", next);
        }

        if (state.Row > state.Promised)
        {
            var next = state;
            next.TagTick = ++next.Tick;
            next.Promised = state.Row;
            steps.Add($"eviction {next.Promised} applied and returned", next);
        }
    }

    private static void Lead(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Phase)
        {
            case LeaderPhase.Stamp:
                next.Stamp = state.Tick;
                next.Phase = LeaderPhase.ReadRow;
                steps.Add($"leader: stamp {next.Stamp}", next);
                break;
            case LeaderPhase.ReadRow:
                next.Version = state.Row;
                next.Phase = LeaderPhase.Compute;
                steps.Add($"leader: computed from row {next.Version}", next);
                break;
            case LeaderPhase.Compute:
                next.Phase = LeaderPhase.Done;
                if (state.TagTick <= state.Stamp)
                {
                    (next.NearExists, next.NearVersion, next.NearTick) = (true, state.Version, state.Stamp);
                }

                steps.Add("leader: done", next);
                break;
        }
    }

    private void Wait(in State state, int index, Steps<State> steps)
    {
        var waiter = state.Waiters[index];
        var next = state;
        if (waiter.Phase == WaiterPhase.Absent && state.Phase is LeaderPhase.ReadRow or LeaderPhase.Compute)
        {
            // What a waiter can see when it arrives: the tags known by then.
            var touched = !HandlerAddsTag && state.TagTick > state.Stamp;
            next.Waiters[index] = new Waiter { Phase = WaiterPhase.Waiting, Arrival = state.Tick, Promised = state.Promised, TouchedAtArrival = touched };
            steps.Add($"waiter {index}: arrives at tick {state.Tick}", next);
        }
        else if (waiter.Phase == WaiterPhase.Waiting && state.Phase == LeaderPhase.Done)
        {
            next.Waiters[index] = new Waiter { Phase = WaiterPhase.Gone };
            if (!MayTake(state, waiter))
            {
                steps.Add($"waiter {index}: takes over", next);
                return;
            }

            steps.Serve(Served.Joined, state.Version < waiter.Promised, Violation.StaleJoin, "a waiter takes the result");
            if (state.TagTick > waiter.Arrival)
            {
                steps.Serve(Served.JoinedPastEviction, false, Violation.None, "");
            }

            if (StampsNearAtEnd)
            {
                (next.NearExists, next.NearVersion, next.NearTick) = (true, state.Version, state.Tick);
            }

            steps.Add($"waiter {index}: takes the result", next);
        }
    }

    private bool MayTake(in State state, Waiter waiter)
    {
        var touchedSinceStamp = state.TagTick > state.Stamp;
        return Rule switch
        {
            JoinRule.AtArrivalAndAddedTagsAtEnd => HandlerAddsTag ? !touchedSinceStamp : !waiter.TouchedAtArrival,
            JoinRule.AtEnd => !touchedSinceStamp,
            JoinRule.LastTouchBetweenStampAndArrival => !touchedSinceStamp || state.TagTick > waiter.Arrival,
            JoinRule.KnownTagsOnly => !waiter.TouchedAtArrival,
            _ => true,
        };
    }

    internal enum LeaderPhase : byte
    {
        Stamp,
        ReadRow,
        Compute,
        Done,
    }

    internal enum WaiterPhase : byte
    {
        Absent,
        Waiting,
        Gone,
    }

    internal struct State
    {
        public Small Row, Promised, Tick, TagTick;
        public LeaderPhase Phase;
        public Small Stamp, Version;
        public bool NearExists;
        public Small NearVersion, NearTick;
        public Two<Waiter> Waiters;
    }

    internal struct Waiter
    {
        public WaiterPhase Phase;
        public Small Arrival, Promised;
        public bool TouchedAtArrival;
    }
}

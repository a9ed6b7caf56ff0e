namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Strict readers that share one readSince in flight. Evictions come from other nodes; a call reads the log at one moment between its start and its end.</summary>
internal sealed record StrictReadModel : IModel<StrictReadModel.State>
{
    private const int Readers = 4;

    internal enum JoinRule
    {
        /// <summary>A reader waits for a call that starts after it arrived.</summary>
        NextCall,

        /// <summary>Mutant: a reader joins the call that is under way.</summary>
        CallUnderWay,
    }

    public int Evictions { get; init; } = 3;

    public JoinRule Joins { get; init; }

    public State Start() => default;

    public void Expand(in State state, Steps<State> steps)
    {
        for (var i = 0; i < Readers; i++)
        {
            Arrive(state, i, steps);
        }

        Call(state, steps);
        Evict(state, steps);
    }

    private void Arrive(in State state, int index, Steps<State> steps)
    {
        if (state.Readers[index].Phase == ReaderPhase.Absent)
        {
            var joins = Joins == JoinRule.CallUnderWay && state.Call != CallPhase.Idle;
            var next = state;
            next.Readers[index] = new Reader { Phase = joins ? ReaderPhase.InCall : ReaderPhase.Queued, Promised = state.Returned };
            steps.Add($"reader {index} arrives", next);
        }
    }

    private static void Call(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Call)
        {
            case CallPhase.Idle:
                for (var i = 0; i < Readers; i++)
                {
                    if (state.Readers[i].Phase == ReaderPhase.Queued)
                    {
                        next.Readers[i].Phase = ReaderPhase.InCall;
                        next.Call = CallPhase.Started;
                    }
                }

                if (next.Call == CallPhase.Started)
                {
                    steps.Add("the call starts with all who wait", next);
                }

                break;
            case CallPhase.Started:
                next.Call = CallPhase.Read;
                next.Answer = state.Appended;
                steps.Add($"the server answers {next.Answer}", next);
                break;
            case CallPhase.Read:
                Complete(state, steps);
                break;
        }
    }

    private static void Complete(State next, Steps<State> steps)
    {
        next.View = Math.Max(next.View, next.Answer);
        for (var i = 0; i < Readers; i++)
        {
            if (next.Readers[i].Phase == ReaderPhase.InCall)
            {
                // What it serves is at least as new as the view.
                steps.Serve(Served.Near, next.View < next.Readers[i].Promised, Violation.StaleStrict, "the call completes, a strict read is served");
                next.Readers[i] = new Reader { Phase = ReaderPhase.Served };
            }
        }

        next.Call = CallPhase.Idle;
        next.Answer = 0;
        steps.Add("the call completes", next);
    }

    private void Evict(in State state, Steps<State> steps)
    {
        var next = state;
        if (state.Appended < Evictions)
        {
            next.Appended++;
            steps.Add($"append {next.Appended}", next);
        }

        if (state.Returned < state.Appended)
        {
            next = state;
            next.Returned++;
            steps.Add($"eviction {next.Returned} returns", next);
        }
    }

    internal enum ReaderPhase : byte
    {
        Absent,
        Queued,
        InCall,
        Served,
    }

    internal enum CallPhase : byte
    {
        Idle,
        Started,
        Read,
    }

    internal struct State
    {
        public Small Appended, Returned, View, Answer;
        public CallPhase Call;
        public Four<Reader> Readers;
    }

    internal struct Reader
    {
        public ReaderPhase Phase;
        public Small Promised;
    }
}

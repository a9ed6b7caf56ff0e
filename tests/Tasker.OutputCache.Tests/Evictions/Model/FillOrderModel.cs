namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Fills of one far entry that arrive in any order, stamped at any point of the log that a node may have known.</summary>
/// <remarks>A reader that has just read the log judges: by then it is plain which entry is void.</remarks>
internal sealed record FillOrderModel : IModel<FillOrderModel.State>
{
    internal enum FillRule
    {
        /// <summary>An entry with a newer stamp of the same generation stays.</summary>
        NeverOverNewer,

        /// <summary>The last one wins.</summary>
        LastWins,

        /// <summary>An entry with a higher sequence stays, also one of a lost log.</summary>
        NeverOverHigherSequence,
    }

    public int Evictions { get; init; } = 2;

    public int Drops { get; init; }

    public FillRule Rule { get; init; }

    /// <summary>Gets a value indicating whether a hit lost to a void entry counts as a violation.</summary>
    public bool CountsLostHits { get; init; } = true;

    public State Start() => new() { Log = new Log { Generation = 1, Head = 3 }, Drops = Drops };

    public void Expand(in State state, Steps<State> steps)
    {
        if (IsValid(state, state.Far))
        {
            steps.Serve(Served.Far, state.Far.Version < state.Promised, Violation.StaleFar, "serve far");
        }

        for (var i = 0; i < 2; i++)
        {
            Compute(state, i, steps);
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
            next.Log.Tag = ++next.Log.Head;
            next.Promised = state.Row;
            steps.Add($"append {next.Log.Head}", next);
        }

        if (state.Drops > 0)
        {
            var next = state;
            next.Drops--;
            next.Log = new Log { Generation = state.Log.Generation + 1, Head = 1, Tag = 1 };
            steps.Add("the log is lost, a new generation starts lower", next);
        }
    }

    private void Compute(in State state, int index, Steps<State> steps)
    {
        var computed = state.Computed[index];
        var next = state;
        switch (computed.Phase)
        {
            case RenderPhase.Stamp:
                // The node's horizon may be behind the head.
                for (var stamp = Math.Max(1, state.Log.Head - 1); stamp <= state.Log.Head; stamp++)
                {
                    next.Computed[index] = new Entry { Phase = RenderPhase.ReadRow, Generation = state.Log.Generation, Stamp = stamp };
                    steps.Add($"computation {index}: stamp {state.Log.Generation}:{stamp}", next);
                }

                break;
            case RenderPhase.ReadRow:
                next.Computed[index].Phase = RenderPhase.Store;
                next.Computed[index].Version = state.Row;
                steps.Add($"computation {index}: from row {state.Row}", next);
                break;
            case RenderPhase.Store:
                next.Computed[index] = new Entry { Phase = RenderPhase.Done };
                Fill(state, next, computed, steps);
                break;
        }
    }

    private void Fill(in State state, State next, Entry computed, Steps<State> steps)
    {
        var far = state.Far;
        var comparable = Rule == FillRule.NeverOverHigherSequence || far.Generation == computed.Generation;
        var stays = Rule != FillRule.LastWins && far.Phase == RenderPhase.Store && comparable && far.Stamp > computed.Stamp;
        next.Far = stays ? far : computed;
        steps.Add($"fill {computed.Generation}:{computed.Stamp}", next);

        var lost = !IsValid(state, next.Far) && (IsValid(state, far) || IsValid(state, computed));
        steps.Serve(Served.None, lost && CountsLostHits, Violation.LostHit, $"fill {computed.Generation}:{computed.Stamp}");
    }

    private static bool IsValid(in State state, Entry entry) =>
        entry.Phase == RenderPhase.Store && entry.Generation == state.Log.Generation && entry.Stamp >= state.Log.Tag;

    internal enum RenderPhase : byte
    {
        Stamp,
        ReadRow,
        Store,
        Done,
    }

    internal struct State
    {
        public Small Row, Promised, Drops;
        public Log Log;
        public Entry Far;
        public Two<Entry> Computed;
    }

    internal struct Log
    {
        public Small Generation, Head, Tag;
    }

    /// <summary>A computation and, in its phase <see cref="RenderPhase.Store"/>, the far entry that it left.</summary>
    internal struct Entry
    {
        public RenderPhase Phase;
        public Small Generation, Stamp, Version;
    }
}

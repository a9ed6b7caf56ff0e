namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>A handler that adds a tag after it has read the row; the tag may be evicted before and after that, by another node through the log.</summary>
internal sealed record LateTagModel : IModel<LateTagModel.State>
{
    internal enum Judgement
    {
        /// <summary>All tags with the stamp from the start.</summary>
        StampFromStart,

        /// <summary>Mutant: with the stamp that was current when the tag was added.</summary>
        StampFromAdding,

        /// <summary>Mutant: the entry carries only the tags known at the start.</summary>
        TagsFromStart,
    }

    public int Evictions { get; init; } = 2;

    public Judgement Judges { get; init; }

    /// <summary>Gets a value indicating whether near is checked before it is filled: not needed, since what is served is judged.</summary>
    public bool ChecksWhenStored { get; init; } = true;

    public State Start() => default;

    public void Expand(in State state, Steps<State> steps)
    {
        if (state.Near.Exists && (state.TagTick <= state.Near.Tick || Judges == Judgement.TagsFromStart))
        {
            steps.Serve(Served.Near, state.Near.Version < state.Promised, Violation.StaleNear, "serve near");
        }

        if (state.Far.Exists && (state.TagSequence <= state.Far.Stamp || Judges == Judgement.TagsFromStart))
        {
            steps.Serve(Served.Far, state.Far.Version < state.Promised, Violation.StaleFar, "serve far");
        }

        Compute(state, steps);
        Evict(state, steps);
    }

    private void Compute(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Phase)
        {
            case RenderPhase.Stamp:
                next.Computed = new Entry { Exists = true, Stamp = state.Horizon, Tick = state.Tick };
                next.Phase = RenderPhase.ReadRow;
                steps.Add($"stamp {state.Horizon}", next);
                break;
            case RenderPhase.ReadRow:
                next.Computed.Version = state.Row;
                next.Phase = RenderPhase.AddTag;
                steps.Add($"computed from row {state.Row}", next);
                break;
            case RenderPhase.AddTag:
                if (Judges == Judgement.StampFromAdding)
                {
                    (next.Computed.Stamp, next.Computed.Tick) = (state.Horizon, state.Tick);
                }

                next.Phase = RenderPhase.Store;
                steps.Add("add the tag", next);
                break;
            case RenderPhase.Store:
                next.Phase = RenderPhase.Done;
                next.Computed = default;
                next.Far = state.Computed with { Tick = 0 };
                steps.Add("store far only", next);
                if (!ChecksWhenStored || state.TagTick <= state.Computed.Tick)
                {
                    next.Near = state.Computed with { Stamp = 0 };
                    steps.Add("store near and far", next);
                }

                break;
        }
    }

    private void Evict(in State state, Steps<State> steps)
    {
        var next = state;
        if (state.Row < Evictions && state.Row == state.LogHead)
        {
            next.Row++;
            steps.Add($"commit row {next.Row}", next);
        }

        if (state.Row > state.LogHead)
        {
            next = state;
            next.LogHead = state.Row;
            steps.Add($"append {next.LogHead} elsewhere", next);
        }

        if (state.LogHead > state.Horizon)
        {
            next = state;
            next.Horizon = next.TagSequence = next.Promised = state.LogHead;
            next.TagTick = ++next.Tick;
            steps.Add($"readSince: {next.Horizon}", next);
        }
    }

    internal enum RenderPhase : byte
    {
        Stamp,
        ReadRow,
        AddTag,
        Store,
        Done,
    }

    internal struct State
    {
        public Small Row, Promised, LogHead, Horizon, TagSequence, Tick, TagTick;
        public RenderPhase Phase;
        public Entry Computed, Near, Far;
    }

    internal struct Entry
    {
        public bool Exists;
        public Small Version, Stamp, Tick;
    }
}

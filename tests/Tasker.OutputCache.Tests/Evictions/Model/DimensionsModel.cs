namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Two nodes of which each knows one dimension of a resource or both, and learns the other at any moment; evictions name the second, or both.</summary>
/// <remarks>Every eviction is of the row that the entry contains. A tag is a subset of the dimensions, as bits: which value it has does not matter here.</remarks>
internal sealed record DimensionsModel : IModel<DimensionsModel.State>
{
    private const int One = 1;
    private const int Both = 3;

    internal enum GainRule
    {
        /// <summary>The dimension and the floor of the near tier change in one step.</summary>
        Atomic,

        /// <summary>Mutant: entries from before the gain stay.</summary>
        WithoutFloor,

        /// <summary>Mutant: the floor is raised, and the dimension changes later.</summary>
        FloorFirst,

        /// <summary>Mutant: the dimension changes, and the floor is raised later.</summary>
        FloorLast,
    }

    public int Evictions { get; init; } = 2;

    public GainRule Gain { get; init; }

    /// <summary>Mutant: what was made of other dimensions is judged as if it were made of the reader's.</summary>
    public bool HasNoCoarseSlot { get; init; }

    /// <summary>Mutant: the coarse slot judges far entries, and not what is copied or stored near.</summary>
    public bool IsCoarseInFarOnly { get; init; }

    /// <summary>Mutant: an eviction that names a dimension which the node does not have takes the tags that name it, and no others.</summary>
    public bool TakesUnknownLiterally { get; init; }

    /// <summary>Mutant: an entry carries the dimensions that its writer has when it is stored, not those that its tags were made of.</summary>
    public bool NotesDimensionsWhenStored { get; init; }

    public State Start() => default;

    public void Expand(in State state, Steps<State> steps)
    {
        Serve(state, steps);
        WriteFar(state, steps);
        ComputeHere(state, steps);
        Evict(state, steps);
        Learn(state, steps);
    }

    private void Serve(in State state, Steps<State> steps)
    {
        if (state.Near.Exists && IsValid(state.Near, state.Near.Tick, state.Ticks, state.CoarseTick))
        {
            steps.Serve(Served.Near, state.Near.Version < state.Promised, Violation.StaleNear, "serve near");
        }

        if (!state.Far.Exists)
        {
            return;
        }

        var copy = state.Far with { IsCoarse = !HasNoCoarseSlot && state.Far.NotedBoth != state.KnowsBoth };
        if (IsValid(copy, copy.Stamp, state.Sequences, state.CoarseSequence))
        {
            steps.Serve(Served.Far, copy.Version < state.Promised, Violation.StaleFar, "serve far");
            var next = state;
            next.Near = copy with { Tick = state.Tick, IsCoarse = copy.IsCoarse && !IsCoarseInFarOnly };
            steps.Add("promote", next);
        }
    }

    private static bool IsValid(in Entry entry, int at, in Four<Small> slots, int coarse)
    {
        for (var tag = 0; tag <= Both; tag++)
        {
            if ((tag & ~(entry.HasBoth ? Both : One)) == 0 && slots[tag] > at)
            {
                return false;
            }
        }

        return !entry.IsCoarse || coarse <= at;
    }

    // The writer is always up with the log. Its tags are made before the handler runs; it may learn the other dimension meanwhile.
    private void WriteFar(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.WriterPhase)
        {
            case Phase.Tags:
                next.Written = new Entry { Exists = true, HasBoth = state.WriterKnowsBoth, NotedBoth = state.WriterKnowsBoth, Stamp = state.LogHead };
                next.WriterPhase = Phase.Row;
                steps.Add("writer: tags and stamp", next);
                break;
            case Phase.Row:
                next.Written.Version = state.Row;
                next.WriterPhase = Phase.Store;
                steps.Add("writer: row", next);
                break;
            case Phase.Store:
                next.Far = state.Written with { NotedBoth = NotesDimensionsWhenStored ? state.WriterKnowsBoth : state.Written.NotedBoth };
                next.Written = default;
                next.WriterPhase = Phase.Done;
                steps.Add("writer: store", next);
                break;
        }
    }

    private void ComputeHere(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.ReaderPhase)
        {
            case Phase.Tags:
                next.Computed = new Entry { Exists = true, HasBoth = state.KnowsBoth, NotedBoth = state.KnowsBoth };
                next.ReaderPhase = Phase.Stamp;
                steps.Add("reader: tags", next);
                break;
            case Phase.Stamp:
                (next.Computed.Stamp, next.Computed.Tick) = (state.Horizon, state.Tick);
                next.ReaderPhase = Phase.Row;
                steps.Add("reader: stamp", next);
                break;
            case Phase.Row:
                next.Computed.Version = state.Row;
                next.ReaderPhase = Phase.Store;
                steps.Add("reader: row", next);
                break;
            case Phase.Store:
                var noted = NotesDimensionsWhenStored ? state.KnowsBoth : state.Computed.NotedBoth;
                next.Near = state.Computed with { IsCoarse = !HasNoCoarseSlot && !IsCoarseInFarOnly && noted != state.KnowsBoth };
                next.Computed = default;
                next.ReaderPhase = Phase.Done;
                steps.Add("reader: store near", next);
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
            steps.Add("append an eviction of both dimensions", next);
            next.NamesSecondOnly[state.Row - 1] = true;
            steps.Add("append an eviction of the second dimension", next);
        }

        if (state.LogHead > state.Horizon)
        {
            next = state;
            next.Tick++;
            for (var sequence = state.Horizon + 1; sequence <= state.LogHead; sequence++)
            {
                Apply(ref next, sequence, state.NamesSecondOnly[sequence - 1] ? 2 : Both);
            }

            next.Horizon = next.Promised = state.LogHead;
            steps.Add($"reader: applies up to {next.Horizon}", next);
        }
    }

    private void Apply(ref State state, int sequence, int named)
    {
        var taken = state.KnowsBoth || TakesUnknownLiterally ? named : named & One;
        (state.Sequences[taken], state.Ticks[taken]) = (sequence, state.Tick);
        (state.CoarseSequence, state.CoarseTick) = (sequence, state.Tick);
    }

    private void Learn(in State state, Steps<State> steps)
    {
        var next = state;
        if (!state.WriterKnowsBoth)
        {
            next.WriterKnowsBoth = true;
            steps.Add("writer: learns the second dimension", next);
        }

        next = state;
        if (!state.KnowsBoth && (Gain != GainRule.FloorFirst || state.HasRaisedFloor))
        {
            next.KnowsBoth = true;
            if (Gain == GainRule.Atomic)
            {
                RaiseFloor(ref next);
            }

            steps.Add("reader: learns the second dimension", next);
        }

        if (!state.HasRaisedFloor && (Gain == GainRule.FloorFirst || (Gain == GainRule.FloorLast && state.KnowsBoth)))
        {
            next = state;
            RaiseFloor(ref next);
            steps.Add("reader: raises the floor", next);
        }
    }

    // The tag of the whole resource: every entry carries it.
    private static void RaiseFloor(ref State state)
    {
        state.HasRaisedFloor = true;
        state.Ticks[0] = ++state.Tick;
    }

    internal enum Phase : byte
    {
        Tags,
        Stamp,
        Row,
        Store,
        Done,
    }

    internal struct State
    {
        public Small Row, LogHead, Horizon, Promised, Tick, CoarseSequence, CoarseTick;
        public Four<Small> Sequences, Ticks;
        public Four<bool> NamesSecondOnly;
        public bool WriterKnowsBoth, KnowsBoth, HasRaisedFloor;
        public Phase WriterPhase, ReaderPhase;
        public Entry Written, Computed, Near, Far;
    }

    internal struct Entry
    {
        public bool Exists, HasBoth, NotedBoth, IsCoarse;
        public Small Version, Stamp, Tick;
    }
}

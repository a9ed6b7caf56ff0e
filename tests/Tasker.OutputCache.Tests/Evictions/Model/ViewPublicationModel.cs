namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Threads of one node without locks between them: one applies evictions to the view, others read near, promote, and stamp.</summary>
/// <remarks>Every access to the shared table, the published view and the near entry is a step of its own.</remarks>
internal sealed record ViewPublicationModel : IModel<ViewPublicationModel.State>
{
    public int Evictions { get; init; } = 2;

    /// <summary>Mutant: the view is published before the tags are written.</summary>
    public bool PublishesFirst { get; init; }

    /// <summary>Mutant: a near hit remembers the tick that it finds after the check.</summary>
    public bool RemembersTickAfterCheck { get; init; }

    /// <summary>Mutant: a copy gets the tick that is found after the check of the far entry.</summary>
    public bool PromotesWithTickAfterCheck { get; init; }

    public State Start() => default;

    public void Expand(in State state, Steps<State> steps)
    {
        Apply(state, steps);
        Compute(state, steps);
        ReadNear(state, steps);
        Promote(state, steps);
    }

    private void Apply(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Applying)
        {
            case ApplyPhase.Idle when state.Row < Evictions:
                next.Row++;
                next.Applying = ApplyPhase.First;
                steps.Add($"commit row {next.Row}", next);
                break;
            case ApplyPhase.First:
                WriteHalf(ref next, publishes: PublishesFirst);
                next.Applying = ApplyPhase.Second;
                steps.Add(PublishesFirst ? "apply: publish the view" : "apply: write the tag", next);
                break;
            case ApplyPhase.Second:
                WriteHalf(ref next, publishes: !PublishesFirst);
                next.Applying = ApplyPhase.Idle;
                next.Promised = state.Row;
                steps.Add("apply: the other half, the eviction returns", next);
                break;
        }
    }

    // Row n is evicted at sequence n and tick n.
    private static void WriteHalf(ref State state, bool publishes)
    {
        if (publishes)
        {
            state.Tick = state.Row;
        }
        else
        {
            state.TagTick = state.Row;
        }
    }

    private static void Compute(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Computing)
        {
            case RenderPhase.Stamp:
                next.Computed.Tick = state.Tick;
                next.Computing = RenderPhase.ReadRow;
                steps.Add($"stamp {state.Tick}", next);
                break;
            case RenderPhase.ReadRow:
                next.Computed.Version = state.Row;
                next.Computing = RenderPhase.Store;
                steps.Add($"computed from row {state.Row}", next);
                break;
            case RenderPhase.Store:
                next.Computed = default;
                next.Computing = RenderPhase.Done;
                next.Far = new Entry { Exists = true, Version = state.Computed.Version, Tick = state.Computed.Tick };
                steps.Add("store far only", next);
                next.Near = next.Far;
                steps.Add("store near and far", next);
                break;
        }
    }

    private void ReadNear(in State state, Steps<State> steps)
    {
        var next = state;
        var reader = state.Reader;
        switch (reader.Phase)
        {
            case ReadPhase.Idle when state.Near.Exists:
                next.Reader = new Reader { Phase = ReadPhase.ReadTick, Entry = state.Near, Promised = state.Promised };
                steps.Add("near read starts", next);
                break;
            case ReadPhase.ReadTick:
                next.Reader.Tick = state.Tick;
                next.Reader.Phase = ReadPhase.Check;
                if (reader.Entry.HasFoundValid && reader.Entry.FoundValidAt == state.Tick)
                {
                    steps.Serve(Served.Near, reader.Entry.Version < reader.Promised, Violation.StaleNear, "near read: the view has not moved, serve");
                    next.Reader = default;
                }

                steps.Add($"near read: tick {state.Tick}", next);
                break;
            case ReadPhase.Check:
                next.Reader = default;
                if (state.TagTick <= reader.Entry.Tick)
                {
                    steps.Serve(Served.Near, reader.Entry.Version < reader.Promised, Violation.StaleNear, "near read: tags checked, serve");
                    next.Reader = new Reader { Phase = ReadPhase.Remember, Entry = reader.Entry, Tick = reader.Tick };
                }

                steps.Add("near read: check the tags", next);
                break;
            case ReadPhase.Remember:
                next.Reader = default;
                if (state.Near.Exists && state.Near.Version == reader.Entry.Version && state.Near.Tick == reader.Entry.Tick)
                {
                    next.Near.HasFoundValid = true;
                    next.Near.FoundValidAt = RemembersTickAfterCheck ? state.Tick : reader.Tick;
                }

                steps.Add($"near read: remember tick {next.Near.FoundValidAt}", next);
                break;
        }
    }

    private void Promote(in State state, Steps<State> steps)
    {
        var next = state;
        var promoter = state.Promoter;
        switch (promoter.Phase)
        {
            case ReadPhase.Idle when state.Far.Exists:
                next.Promoter = new Reader { Phase = ReadPhase.Check, Entry = state.Far, Tick = state.Tick };
                steps.Add($"far read: tick {state.Tick}", next);
                break;
            case ReadPhase.Check:
                // Sequences and ticks are the same numbers here.
                next.Promoter.Phase = ReadPhase.Remember;
                if (state.TagTick > promoter.Entry.Tick)
                {
                    next.Promoter = default;
                }

                steps.Add("far read: check the tags", next);
                break;
            case ReadPhase.Remember:
                next.Promoter = default;
                next.Near = new Entry { Exists = true, Version = promoter.Entry.Version, Tick = PromotesWithTickAfterCheck ? state.Tick : promoter.Tick };
                steps.Add($"far read: copy into near, tick {next.Near.Tick}", next);
                break;
        }
    }

    internal enum ApplyPhase : byte
    {
        Idle,
        First,
        Second,
    }

    internal enum RenderPhase : byte
    {
        Stamp,
        ReadRow,
        Store,
        Done,
    }

    internal enum ReadPhase : byte
    {
        Idle,
        ReadTick,
        Check,
        Remember,
    }

    internal struct State
    {
        public Small Row, Promised, Tick, TagTick;
        public ApplyPhase Applying;
        public RenderPhase Computing;
        public Entry Computed, Near, Far;
        public Reader Reader, Promoter;
    }

    internal struct Entry
    {
        public bool Exists, HasFoundValid;
        public Small Version, Tick, FoundValidAt;
    }

    internal struct Reader
    {
        public ReadPhase Phase;
        public Entry Entry;
        public Small Tick, Promised;
    }
}

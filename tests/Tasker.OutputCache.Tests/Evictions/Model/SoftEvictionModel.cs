namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Soft evictions, from another node through the log and from this one through its journal: they end freshness, in near as in far.</summary>
internal sealed record SoftEvictionModel : IModel<SoftEvictionModel.State>
{
    internal enum NearRule
    {
        /// <summary>What was computed here by tick, as hard evictions are; a copy by sequence: it keeps the stamp of the entry it was made from.</summary>
        ByOrigin,

        /// <summary>Mutant: copies by tick too. An entry promoted after the eviction looks newer than it.</summary>
        ByTick,

        /// <summary>Mutant: copies by sequence, but the copy gets the horizon at which it was made.</summary>
        BySequenceOfCopy,
    }

    public int Evictions { get; init; } = 2;

    public int Computations { get; init; } = 2;

    public NearRule Near { get; init; }

    /// <summary>Mutant: what is in the journal ends the freshness of far entries only.</summary>
    public bool HoldsFarOnly { get; init; }

    public State Start() => new() { Head = 1, Horizon = 1 };

    public void Expand(in State state, Steps<State> steps)
    {
        Serve(state, steps);
        Compute(state, steps);
        EvictElsewhere(state, steps);
        EvictHere(state, steps);
    }

    private void Serve(in State state, Steps<State> steps)
    {
        if (state.Near.Exists)
        {
            var byTick = Near == NearRule.ByTick || state.Near.IsComputedHere;
            var isFresh = byTick ? state.SoftTick <= state.Near.Tick : state.SoftSequence <= state.Near.Stamp && (HoldsFarOnly || !state.Held);
            Serve(state.Near, isFresh, state.Promised, Served.Near, "serve near as fresh", steps);
        }

        if (state.Far.Exists)
        {
            Serve(state.Far, isFresh: state.SoftSequence <= state.Far.Stamp && !state.Held, state.Promised, Served.Far, "serve far as fresh", steps);

            // Stale or not: it is copied, to be served once more while it is refreshed.
            var next = state;
            next.Near = state.Far with { Tick = state.Tick, Stamp = Near == NearRule.BySequenceOfCopy ? state.Horizon : state.Far.Stamp };
            steps.Add("promote", next);
        }
    }

    private static void Serve(Entry entry, bool isFresh, int promised, Served tier, string label, Steps<State> steps)
    {
        if (isFresh)
        {
            steps.Serve(tier, entry.Version < promised, Violation.FreshAfterSoft, label);
        }
        else
        {
            steps.Serve(Served.Stale, forbidden: false, Violation.None, "");
        }
    }

    private void Compute(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Phase)
        {
            case RenderPhase.Stamp when state.Computations < Computations:
                next.Computed = new Entry { Exists = true, Stamp = state.Horizon, Tick = state.Tick };
                next.Computations++;
                next.Phase = RenderPhase.ReadRow;
                steps.Add($"stamp {state.Horizon}", next);
                break;
            case RenderPhase.ReadRow:
                next.Computed.Version = state.Row;
                next.Phase = RenderPhase.Store;
                steps.Add($"computed from row {state.Row}", next);
                break;
            case RenderPhase.Store:
                next.Far = state.Computed with { Tick = 0 };
                next.Phase = RenderPhase.Stamp;
                next.Computed = default;
                steps.Add("store far only", next);
                next.Near = state.Computed with { IsComputedHere = true };
                steps.Add("store near and far", next);
                break;
        }
    }

    private void EvictElsewhere(in State state, Steps<State> steps)
    {
        var next = state;
        if (state.Row < Evictions)
        {
            next.Row++;
            next.Head++;
            next.Soft = next.Head;
            next.Returned = next.Row;
            steps.Add($"commit row {next.Row}, append ~tag {next.Head} elsewhere", next);
        }

        next = state;
        if (state.Soft > state.Horizon && state.Soft > state.SoftSequence)
        {
            next.SoftSequence = state.Soft;
            next.SoftTick = ++next.Tick;
        }

        next.Horizon = state.Head;
        next.Promised = Math.Max(state.Promised, state.Returned);
        steps.Add("readSince", next);
    }

    private void EvictHere(in State state, Steps<State> steps)
    {
        var next = state;
        if (state.Row < Evictions)
        {
            next.Row++;
            next.Held = true;
            next.Promised = next.Row;
            next.SoftTick = ++next.Tick;
            steps.Add($"commit row {next.Row}, journal ~tag, return", next);
        }

        if (state.Held)
        {
            next = state;
            next.Held = false;
            next.Head++;
            next.Soft = next.SoftSequence = next.Head;

            // The near tier has it since before the append. Unless others stand in between: theirs may never be heard of.
            var isNext = state.Horizon == state.Head;
            next.SoftTick = isNext ? state.SoftTick : ++next.Tick;
            next.Horizon = isNext ? next.Head : state.Horizon;
            steps.Add($"append ~tag {next.Head} confirmed", next);
        }
    }

    internal enum RenderPhase : byte
    {
        Stamp,
        ReadRow,
        Store,
    }

    internal struct State
    {
        public Small Row, Returned, Promised, Head, Soft, Horizon, SoftSequence, Tick, SoftTick, Computations;
        public bool Held;
        public RenderPhase Phase;
        public Entry Computed, Near, Far;
    }

    internal struct Entry
    {
        public bool Exists, IsComputedHere;
        public Small Version, Stamp, Tick;
    }
}

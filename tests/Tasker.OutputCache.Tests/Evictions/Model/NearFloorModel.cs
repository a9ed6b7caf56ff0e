namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Trimming: records leave the log, the marker rises, and a node that had not read them must not trust what it holds.</summary>
/// <remarks>Node A evicts, node B reads. B may be a new process that starts with an empty view.</remarks>
internal sealed record NearFloorModel : IModel<NearFloorModel.State>
{
    internal enum FloorRule
    {
        /// <summary>A raised marker voids what is in near only if it is above the node's horizon.</summary>
        AboveHorizon,

        /// <summary>A raised marker always does: safe, and costs a warm near tier at every trim.</summary>
        Always,

        /// <summary>Mutant: it never does.</summary>
        Never,

        /// <summary>Mutant: the marker is compared with the horizon that the same answer has moved.</summary>
        AboveMovedHorizon,
    }

    public int Rounds { get; init; } = 2;

    public int OtherTags { get; init; } = 1;

    public int Trims { get; init; } = 2;

    public int Restarts { get; init; } = 1;

    public FloorRule Floor { get; init; }

    /// <summary>Mutant: trimming leaves the marker where it is.</summary>
    public bool TrimsWithoutMarker { get; init; }

    /// <summary>Mutant: far entries older than the marker are served.</summary>
    public bool IgnoresMarkerInFar { get; init; }

    public State Start() => new()
    {
        OtherTags = OtherTags,
        Trims = Trims,
        Restarts = Restarts,
        Log = new Log { Marker = 1, Head = 1 },
        View = new View { Knows = true, Horizon = 1, Marker = 1 },
    };

    public void Expand(in State state, Steps<State> steps)
    {
        Serve(state, steps);
        Compute(state, steps);
        Evict(state, steps);
        Hear(state, steps);
        Disturb(state, steps);
    }

    private void Serve(in State state, Steps<State> steps)
    {
        ref readonly var view = ref state.View;
        if (state.Near.Exists && view.TagTick <= state.Near.Tick && view.FloorTick <= state.Near.Tick)
        {
            steps.Serve(Served.Near, state.Near.Version < view.Promised, Violation.StaleNear, "serve near@B");
        }

        var far = state.Far;
        if (far.Exists && view.Knows && view.TagSequence <= far.Stamp && (far.Stamp >= view.Marker || IgnoresMarkerInFar))
        {
            steps.Serve(Served.Far, far.Version < view.Promised, Violation.StaleFar, "serve far@B");

            var next = state;
            next.Near = new Entry { Exists = true, Version = far.Version, Tick = view.Tick };
            steps.Add("promote@B", next);
        }
    }

    private static void Compute(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Phase)
        {
            case RenderPhase.Stamp when state.View.Knows:
                next.Computed = new Entry { Exists = true, Stamp = state.View.Horizon, Tick = state.View.Tick };
                next.Phase = RenderPhase.ReadRow;
                steps.Add($"stamp {state.View.Horizon}@B", next);
                break;
            case RenderPhase.ReadRow:
                next.Computed.Version = state.Row;
                next.Phase = RenderPhase.Store;
                steps.Add($"computed from row {state.Row}@B", next);
                break;
            case RenderPhase.Store:
                next.Near = next.Far = state.Computed;
                next.Near.Stamp = 0;
                next.Far.Tick = 0;
                next.Computed = default;
                next.Phase = RenderPhase.Done;
                steps.Add($"store {state.Computed.Stamp}@B", next);
                break;
        }
    }

    private void Evict(in State state, Steps<State> steps)
    {
        if (state.Row == state.Promised && state.Row < Rounds)
        {
            var next = state;
            next.Row++;
            steps.Add($"commit row {next.Row}", next);
        }

        if (state.Row > state.Promised)
        {
            var next = state;
            Append(ref next, isTag: true);
            next.Promised = state.Row;
            steps.Add($"append {next.Log.Head}@A", next);
        }

        if (state.OtherTags > 0)
        {
            var next = state;
            next.OtherTags--;
            Append(ref next, isTag: false);
            steps.Add($"append {next.Log.Head} of another tag@A", next);
        }
    }

    private static void Append(ref State state, bool isTag)
    {
        var before = state.Log.Head;
        state.Log.Head++;
        if (isTag)
        {
            state.Log.Tag = state.Log.Head;
        }
        else
        {
            state.Log.Other = state.Log.Head;
        }

        // Lost by not being delivered, or when the next one takes the place.
        state.Message = new Message { Before = before, Sequence = state.Log.Head, Marker = state.Log.Marker, IsTag = isTag };
    }

    private void Hear(in State state, Steps<State> steps)
    {
        var message = state.Message;
        if (message.Sequence > 0 && state.View.Knows && message.Before == state.View.Horizon)
        {
            var next = state;
            Apply(ref next.View, message.Marker, message.IsTag ? message.Sequence : 0, message.Sequence);
            steps.Add($"deliver {message.Sequence}@B", next);
        }

        var read = state;
        Apply(ref read.View, state.Log.Marker, state.Log.Tag, state.Log.Head);
        read.View.Knows = true;
        read.View.Promised = state.Promised;
        steps.Add("readSince@B", read);
    }

    private void Apply(ref View view, int marker, int tag, int horizon)
    {
        var (before, after) = (view.Horizon, Math.Max(view.Horizon, horizon));
        if (marker > view.Marker)
        {
            view.Marker = marker;
            var voidsNear = Floor switch
            {
                FloorRule.AboveHorizon => marker > before,
                FloorRule.AboveMovedHorizon => marker > after,
                _ => Floor == FloorRule.Always,
            };
            if (voidsNear)
            {
                view.FloorTick = ++view.Tick;
            }
        }

        if (tag > before)
        {
            view.TagSequence = tag;
            view.TagTick = ++view.Tick;
        }

        view.Horizon = after;
    }

    private void Disturb(in State state, Steps<State> steps)
    {
        if (state.Trims > 0)
        {
            Trim(state, state.Log.Tag, steps);
            Trim(state, state.Log.Other, steps);
        }

        if (state.Restarts > 0)
        {
            var next = state;
            next.Restarts--;
            next.View = default;
            next.Near = default;
            next.Computed = default;
            next.Phase = RenderPhase.Done;
            steps.Add("B restarts", next);
        }
    }

    private void Trim(State next, int upTo, Steps<State> steps)
    {
        if (upTo == 0)
        {
            return;
        }

        next.Trims--;
        next.Log.Tag = next.Log.Tag <= upTo ? 0 : next.Log.Tag;
        next.Log.Other = next.Log.Other <= upTo ? 0 : next.Log.Other;
        if (!TrimsWithoutMarker)
        {
            next.Log.Marker = Math.Max(next.Log.Marker, upTo);
        }

        steps.Add($"trim up to {upTo}", next);
    }

    internal enum RenderPhase : byte
    {
        Stamp,
        ReadRow,
        Store,
        Done,
    }

    internal struct State
    {
        public Small Row, Promised, OtherTags, Trims, Restarts;
        public Log Log;
        public Message Message;
        public View View;
        public RenderPhase Phase;
        public Entry Computed, Near, Far;
    }

    internal struct Log
    {
        public Small Marker, Head, Tag, Other;
    }

    internal struct Message
    {
        public Small Before, Sequence, Marker;
        public bool IsTag;
    }

    internal struct View
    {
        public bool Knows;
        public Small Horizon, Marker, TagSequence, Tick, TagTick, FloorTick, Promised;
    }

    internal struct Entry
    {
        public bool Exists;
        public Small Version, Stamp, Tick;
    }
}

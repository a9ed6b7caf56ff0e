namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Evictions of node A around an outage: held in its journal until the log has confirmed them, while node B goes on.</summary>
/// <remarks>
/// An eviction on A returns at once. From then on A serves nothing older; B does not either once it has read the log after the confirmation.
/// A far tier that A opens again must show what B evicted up to the moment at which A came back.
/// </remarks>
internal sealed record JournalModel : IModel<JournalModel.State>
{
    private const int A = 0;
    private const int B = 1;

    internal enum Reattach
    {
        AppendThenReadThenOpen,
        ReadThenOpenThenAppend,

        /// <summary>Mutant: reads are let through to the far tier as soon as the connection is back.</summary>
        OpenFirst,
    }

    internal enum Hold
    {
        /// <summary>Far entries with the tag are void on A until this very eviction is confirmed.</summary>
        UntilThisConfirmed,

        /// <summary>Mutant: a confirmation of the tag drops the hold, also of an eviction that came after the append was sent.</summary>
        UntilTagConfirmed,

        /// <summary>Mutant: an unknown outcome counts as a confirmation.</summary>
        UntilSent,

        /// <summary>Mutant: nothing is held.</summary>
        None,
    }

    public int Evictions { get; init; } = 2;

    public int Outages { get; init; } = 1;

    public int LostReplies { get; init; } = 1;

    public Reattach Order { get; init; }

    public Hold Holds { get; init; }

    /// <summary>Mutant: the node's own view hears of an eviction when it is confirmed.</summary>
    public bool AppliesWhenConfirmed { get; init; }

    public State Start()
    {
        var state = new State { Head = 1, Outages = Outages, LostReplies = LostReplies, Connected = true, FarIsOpen = true, HasRead = true };
        state.Nodes[A] = state.Nodes[B] = new Node { Horizon = 1 };
        return state;
    }

    public void Expand(in State state, Steps<State> steps)
    {
        for (var node = A; node <= B; node++)
        {
            Serve(state, node, steps);
            Compute(state, node, steps);
            ReadSince(state, node, steps);
        }

        EvictOnA(state, steps);
        EvictOnB(state, steps);
        SendJournal(state, steps);
        Outage(state, steps);
    }

    private void Serve(in State state, int node, Steps<State> steps)
    {
        ref readonly var view = ref state.Nodes[node];
        var near = view.Near;
        if (near.Exists && view.TagTick <= near.Tick)
        {
            steps.Serve(Served.Near, near.Version < view.Promised, Violation.StaleNear, node == A ? "serve near@A" : "serve near@B");
        }

        var mayReadFar = node == B || (state.Connected && state.FarIsOpen && (state.Journaled == 0 || Holds == Hold.None));
        if (state.Far.Exists && mayReadFar && view.TagSequence <= state.Far.Stamp)
        {
            var promised = node == A ? Math.Max(view.Promised, state.PromisedAtReturn) : (int)view.Promised;
            steps.Serve(Served.Far, state.Far.Version < promised, Violation.StaleFar, node == A ? "serve far@A" : "serve far@B");

            var next = state;
            next.Nodes[node].Near = new Entry { Exists = true, Version = state.Far.Version, Tick = view.Tick };
            steps.Add($"promote@{Name(node)}", next);
        }
    }

    private static void Compute(in State state, int node, Steps<State> steps)
    {
        ref readonly var view = ref state.Nodes[node];
        var next = state;
        ref var after = ref next.Nodes[node];
        switch (view.Phase)
        {
            case RenderPhase.Stamp:
                after.Computed = new Entry { Exists = true, Stamp = view.Horizon, Tick = view.Tick };
                after.Phase = RenderPhase.ReadRow;
                steps.Add($"stamp {view.Horizon}@{Name(node)}", next);
                break;
            case RenderPhase.ReadRow:
                after.Computed.Version = state.Row;
                after.Phase = RenderPhase.Store;
                steps.Add($"computed from row {state.Row}@{Name(node)}", next);
                break;
            case RenderPhase.Store:
                after.Near = view.Computed with { Stamp = 0 };
                after.Computed = default;
                after.Phase = RenderPhase.Done;
                if (node == B || (state.Connected && state.FarIsOpen))
                {
                    next.Far = view.Computed with { Tick = 0 };
                }

                steps.Add($"store, stamp {view.Computed.Stamp}@{Name(node)}", next);
                break;
        }
    }

    private void ReadSince(in State state, int node, Steps<State> steps)
    {
        var journalIsFirst = node == A && !state.FarIsOpen && Order == Reattach.AppendThenReadThenOpen && state.Journaled > 0;
        if (journalIsFirst || (node == A && !state.Connected))
        {
            return;
        }

        var next = state;
        ref var view = ref next.Nodes[node];
        if (state.Tag > view.Horizon)
        {
            view.TagSequence = state.Tag;
            view.TagTick = ++view.Tick;
        }

        view.Horizon = state.Head;
        view.Promised = Math.Max(view.Promised, state.Promised);
        next.HasRead |= node == A;
        steps.Add($"readSince@{Name(node)}", next);
    }

    private void EvictOnA(in State state, Steps<State> steps)
    {
        if (state.Row == Evictions)
        {
            return;
        }

        var next = state;
        ref var view = ref next.Nodes[A];
        next.Row++;
        next.Journaled = next.Row;
        view.Promised = next.Row;
        if (!AppliesWhenConfirmed)
        {
            view.TagTick = ++view.Tick;
        }

        steps.Add($"commit row {next.Row}, journal its eviction, return@A", next);
    }

    private void EvictOnB(in State state, Steps<State> steps)
    {
        if (state.Row == Evictions)
        {
            return;
        }

        var next = state;
        ref var view = ref next.Nodes[B];
        next.Row++;
        next.Head++;
        next.Tag = next.Head;
        view.TagSequence = next.Tag;
        view.TagTick = ++view.Tick;
        view.Horizon = view.Horizon == state.Head ? next.Head : view.Horizon;
        view.Promised = next.Promised = next.Row;
        steps.Add($"commit row {next.Row}, append {next.Head}, return@B", next);
    }

    private void SendJournal(in State state, Steps<State> steps)
    {
        if (state.Journaled > 0 && state.Connected && state.Sent.Row == 0)
        {
            var next = state;
            next.Sent = new Sent { Row = state.Journaled };
            steps.Add($"send the eviction of row {state.Journaled}@A", next);
        }

        if (state.Sent.Row == 0)
        {
            return;
        }

        if (state.Sent.Sequence == 0)
        {
            var next = state;
            next.Sent.Before = state.Head;
            next.Head++;
            next.Tag = next.Sent.Sequence = next.Head;
            steps.Add($"append {next.Head} for row {state.Sent.Row}", next);
        }
        else
        {
            Confirm(state, steps);
        }

        if (state.LostReplies > 0)
        {
            // The request or the reply is lost: the outcome is unknown, and it is sent again.
            var next = state;
            next.Sent = default;
            next.LostReplies--;
            next.Journaled = Holds == Hold.UntilSent ? 0 : state.Journaled;
            steps.Add("the append times out@A", next);
        }
    }

    private void Confirm(State next, Steps<State> steps)
    {
        var sent = next.Sent;
        ref var view = ref next.Nodes[A];
        view.TagSequence = Math.Max(view.TagSequence, sent.Sequence);
        view.TagTick = ++view.Tick;
        view.Horizon = view.Horizon == sent.Before ? sent.Sequence : view.Horizon;
        next.Promised = Math.Max(next.Promised, sent.Row);
        next.Sent = default;
        if (next.Journaled == sent.Row || Holds == Hold.UntilTagConfirmed)
        {
            next.Journaled = 0;
        }

        steps.Add($"append {sent.Sequence} for row {sent.Row} confirmed@A", next);
    }

    private void Outage(in State state, Steps<State> steps)
    {
        var next = state;
        if (state.Connected && state.Outages > 0)
        {
            next.Outages--;
            next.Connected = next.FarIsOpen = next.HasRead = false;
            steps.Add("A loses the connection", next);
        }
        else if (!state.Connected)
        {
            next.Connected = true;
            next.PromisedAtReturn = state.Promised;
            next.FarIsOpen = Order == Reattach.OpenFirst;
            steps.Add("A is connected again", next);
        }
        else if (!state.FarIsOpen && state.HasRead && (state.Journaled == 0 || Order == Reattach.ReadThenOpenThenAppend))
        {
            next.FarIsOpen = true;
            steps.Add("A opens the far tier", next);
        }
    }

    private static char Name(int node) => "AB"[node];

    internal enum RenderPhase : byte
    {
        Stamp,
        ReadRow,
        Store,
        Done,
    }

    internal struct State
    {
        public Small Row, Promised, PromisedAtReturn, Head, Tag, Outages, LostReplies;
        public bool Connected, FarIsOpen, HasRead;

        /// <summary>The row whose eviction is in A's journal; 0 if none is. One tag: a later eviction takes the place.</summary>
        public Small Journaled;
        public Sent Sent;
        public Entry Far;
        public Two<Node> Nodes;
    }

    internal struct Sent
    {
        public Small Row, Before, Sequence;
    }

    internal struct Node
    {
        public Small Horizon, TagSequence, Tick, TagTick, Promised;
        public RenderPhase Phase;
        public Entry Computed, Near;
    }

    internal struct Entry
    {
        public bool Exists;
        public Small Version, Stamp, Tick;
    }
}

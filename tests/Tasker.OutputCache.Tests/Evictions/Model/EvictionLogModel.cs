namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>The eviction log, its views, near and far entries: one row in a database, one tag, one far entry, the nodes A and B.</summary>
/// <remarks>
/// A read on B never yields data older than the commit before an eviction that had returned: a strict read counts from its own start,
/// a bounded one from B's last catch-up. Against it: messages lost and reordered, log or entry dropped by the server, a failover to a
/// replica that is behind.
/// </remarks>
internal sealed record EvictionLogModel : IModel<EvictionLogModel.State>
{
    private const int A = 0;
    private const int B = 1;
    private const int MaxMessages = 3;

    /// <summary>Gets how often the row changes and is evicted, from A and B in turn.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Gets the number of computations: the first on A, the second on B.</summary>
    public int Renderers { get; init; } = 1;

    /// <summary>Gets how often the server drops the log or the entry.</summary>
    public int Drops { get; init; }

    /// <summary>Gets the number of evictions of another tag, which move the head.</summary>
    public int OtherTags { get; init; }

    /// <summary>Gets how often a replica that may be behind takes over.</summary>
    public int Failovers { get; init; }

    /// <summary>Gets how often the log is set back to a snapshot of the same reign. What was promised since counts again once a node that knows more has called.</summary>
    public int SetBacks { get; init; }

    /// <summary>Gets a value indicating whether an append finds the head behind what its node knows and raises the marker.</summary>
    public bool ComparesHeadOnAppend { get; init; } = true;

    /// <summary>Gets a value indicating whether a server of another reign raises the marker.</summary>
    public bool ComparesReigns { get; init; } = true;

    /// <summary>Gets a value indicating whether a node finds the head behind its own horizon and raises the marker.</summary>
    public bool ComparesHead { get; init; } = true;

    /// <summary>Mutant: the stamp is taken when the response is stored.</summary>
    public bool StampsLate { get; init; }

    /// <summary>Mutant: a log made anew has no marker.</summary>
    public bool OmitsMarker { get; init; }

    /// <summary>Mutant: messages move the horizon whatever the head before was.</summary>
    public bool IgnoresGaps { get; init; }

    public State Start()
    {
        var log = new Log { Exists = true, Marker = 1 };
        var state = new State { Clock = 10, Log = log, Replica = log, Drops = Drops, OtherTags = OtherTags, Failovers = Failovers, SetBacks = SetBacks, Promotions = 2 };
        state.Views[A] = state.Views[B] = new View { Horizon = 1, Floor = 1 };
        for (var i = Renderers; i < 2; i++)
        {
            state.Renderers[i].Phase = RenderPhase.Done;
        }

        return state;
    }

    public void Expand(in State state, Steps<State> steps)
    {
        Compute(state, steps);
        CommitAndAppend(state, steps);
        AppendOther(state, steps);
        Deliver(state, steps);
        CatchUp(state, steps);
        Read(state, steps);
        FailOver(state, steps);
        SetBack(state, steps);
        Drop(state, steps);
    }

    private void Compute(in State state, Steps<State> steps)
    {
        for (var i = 0; i < 2; i++)
        {
            var renderer = state.Renderers[i];
            ref readonly var view = ref state.Views[i];
            var next = state;
            switch (renderer.Phase)
            {
                case RenderPhase.Stamp:
                    next.Renderers[i] = new Renderer { Phase = RenderPhase.ReadRow, Stamp = view.Horizon, Tick = view.Tick };
                    steps.Add($"stamp {view.Horizon}@{Name(i)}", next);
                    break;
                case RenderPhase.ReadRow:
                    next.Renderers[i].Phase = RenderPhase.Store;
                    next.Renderers[i].Version = state.Row;
                    steps.Add($"computed from row {state.Row}@{Name(i)}", next);
                    break;
                case RenderPhase.Store:
                    Store(state, i, steps);
                    break;
            }
        }
    }

    private void Store(in State state, int node, Steps<State> steps)
    {
        var renderer = state.Renderers[node];
        ref readonly var view = ref state.Views[node];
        var (stamp, tick) = StampsLate ? (view.Horizon, view.Tick) : (renderer.Stamp, renderer.Tick);
        var next = state;
        next.Renderers[node] = new Renderer { Phase = RenderPhase.Done };
        if (view.TagTick > tick || view.FloorTick > tick)
        {
            steps.Add($"refuse to store@{Name(node)}", next);
            return;
        }

        next.Views[node].Near = new Near { Exists = true, Version = renderer.Version, Tick = tick };
        steps.Add($"store near only@{Name(node)}", next);
        next.Far = new Far { Exists = true, Version = renderer.Version, Stamp = stamp };
        steps.Add($"store near and far, stamp {stamp}@{Name(node)}", next);
    }

    private void CommitAndAppend(in State state, Steps<State> steps)
    {
        var next = state;
        if (!state.Committed && state.Round < Rounds)
        {
            next.Row = state.Round + 1;
            next.Committed = true;
            steps.Add($"commit row {next.Row}", next);
        }
        else if (state.Committed)
        {
            var node = state.Round % 2;
            var sequence = Append(ref next, node, isTag: true);
            next.Round = next.Promised = state.Round + 1;
            next.Committed = false;
            steps.Add($"append {sequence}@{Name(node)}", next);
        }
    }

    private void AppendOther(in State state, Steps<State> steps)
    {
        if (state.OtherTags > 0)
        {
            var next = state;
            next.OtherTags = state.OtherTags - 1;
            var sequence = Append(ref next, A, isTag: false);
            steps.Add($"append {sequence} of another tag@A", next);
        }
    }

    private int Append(ref State state, int node, bool isTag)
    {
        EnsureLog(ref state);
        ref var view = ref state.Views[node];
        if (state.Log.Head < view.Horizon)
        {
            state.Promised = Math.Max(state.Promised, state.Lost);
            if (ComparesHeadOnAppend)
            {
                RaiseMarker(ref state, view.Horizon);
            }
        }

        var before = state.Log.Head;
        var sequence = Math.Max(state.Clock, Math.Max(before, view.Horizon) + 1);
        state.Clock = sequence + 1;
        if (isTag)
        {
            state.Log.Tag = sequence;
        }
        else
        {
            state.Log.Other = sequence;
        }

        if (state.MessageCount < MaxMessages)
        {
            state.Messages[state.MessageCount] = new Message { Before = before, Sequence = sequence, Marker = state.Log.Marker, IsTag = isTag };
            state.MessageCount++;
        }

        view.Apply(state.Log.Marker, isTag ? sequence : 0, before == view.Horizon || IgnoresGaps ? sequence : 0);
        return sequence;
    }

    private void Deliver(in State state, Steps<State> steps)
    {
        for (var i = 0; i < state.MessageCount; i++)
        {
            var message = state.Messages[i];
            var lost = state;
            lost.MessageCount--;
            for (var j = i; j < lost.MessageCount; j++)
            {
                lost.Messages[j] = lost.Messages[j + 1];
            }

            lost.Messages[lost.MessageCount] = default;
            steps.Add($"lose {message.Sequence}", lost);

            // Delivered messages stay: the other node gets them too, perhaps later, perhaps twice.
            for (var node = A; node <= B; node++)
            {
                ref readonly var view = ref state.Views[node];
                if (message.Sequence > view.Horizon && (message.Before == view.Horizon || IgnoresGaps))
                {
                    var next = state;
                    next.Views[node].Apply(message.Marker, message.IsTag ? message.Sequence : 0, message.Sequence);
                    steps.Add($"deliver {message.Sequence}@{Name(node)}", next);
                }
            }
        }
    }

    private void CatchUp(in State state, Steps<State> steps)
    {
        for (var node = A; node <= B; node++)
        {
            var next = state;
            ReadSince(ref next, node);
            steps.Add($"readSince@{Name(node)}", next);
        }
    }

    private void ReadSince(ref State state, int node)
    {
        EnsureLog(ref state);
        ref var view = ref state.Views[node];
        var otherReign = ComparesReigns && state.Reign != state.ReignsSeen[node];
        if (otherReign || (ComparesHead && state.Log.Head < view.Horizon))
        {
            state.Promised = Math.Max(state.Promised, state.Lost);
            RaiseMarker(ref state, view.Horizon);
        }

        var (marker, tag) = (state.Log.Marker, state.Log.Tag);
        view.Apply(marker > view.Horizon ? marker : 0, tag > view.Horizon ? tag : 0, state.Log.Head);
        view.Promised = state.Promised;
        state.ReignsSeen[node] = state.Reign;
    }

    // Writes may be missing, and nobody can tell which: everything from before is void.
    private static void RaiseMarker(ref State state, int known)
    {
        state.Log.Marker = Math.Max(state.Clock, Math.Max(state.Log.Head, known) + 1);
        state.Clock = state.Log.Marker + 1;
    }

    private void EnsureLog(ref State state)
    {
        if (!state.Log.Exists)
        {
            state.Log = new Log { Exists = true, Marker = OmitsMarker ? 0 : state.Clock };
            state.Clock += OmitsMarker ? 0 : 1;
        }
    }

    private void Read(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Reader.Phase)
        {
            case ReadPhase.Idle:
                next.Reader = new Reader { IsStrict = true, Phase = ReadPhase.CatchUp, Promised = state.Promised };
                steps.Add("strict read starts@B", next);
                next.Reader = new Reader { Phase = ReadPhase.Get, Promised = state.Views[B].Promised };
                steps.Add("bounded read starts@B", next);
                break;
            case ReadPhase.CatchUp:
                ReadSince(ref next, B);
                next.Reader.Phase = ReadPhase.Get;
                steps.Add("strict read catches up@B", next);
                break;
            case ReadPhase.Get:
                Get(state, steps);
                break;
        }
    }

    private static void Get(in State state, Steps<State> steps)
    {
        ref readonly var view = ref state.Views[B];
        var next = state;
        next.Reader = new Reader { IsStrict = state.Reader.IsStrict, Phase = ReadPhase.Done };
        steps.Add("read ends@B", next);

        if (view.Near.Exists && view.TagTick <= view.Near.Tick && view.FloorTick <= view.Near.Tick)
        {
            steps.Serve(Served.Near, view.Near.Version < state.Reader.Promised, Violation.StaleNear, "read near@B");
        }

        if (state.Far.Exists && view.TagSequence <= state.Far.Stamp && state.Far.Stamp >= view.Floor)
        {
            steps.Serve(Served.Far, state.Far.Version < state.Reader.Promised, Violation.StaleFar, "read far@B");

            // Judged and copied in one step: the tick is the one from before the check.
            next.Views[B].Near = new Near { Exists = true, Version = state.Far.Version, Tick = view.Tick };
            next.Promotions--;
            if (next.Promotions > 0)
            {
                next.Reader.Phase = ReadPhase.Idle;
            }

            steps.Add("read far and promote@B", next);
        }
    }

    private void FailOver(in State state, Steps<State> steps)
    {
        if (Failovers == 0 || state.Replica.Equals(state.Log))
        {
            return;
        }

        var next = state;
        next.Replica = state.Log;
        steps.Add("replicate", next);
        if (state.Failovers > 0)
        {
            next = state;
            next.Log = state.Replica;
            next.Failovers--;
            next.Reign++;
            steps.Add("fail over to the replica", next);
        }
    }

    private void SetBack(in State state, Steps<State> steps)
    {
        if (SetBacks == 0 || state.Replica.Equals(state.Log))
        {
            return;
        }

        var next = state;
        next.Replica = state.Log;
        next.Kept = state.Promised;
        steps.Add("save", next);
        if (state.SetBacks > 0)
        {
            // Until a node that knows more calls, no other can tell that the evictions are gone.
            next = state;
            next.Log = state.Replica;
            next.SetBacks--;
            next.Lost = state.Promised;
            next.Promised = state.Kept;
            next.Reader.Promised = Math.Min(state.Reader.Promised, state.Kept);
            steps.Add("set back to the snapshot", next);
        }
    }

    private static void Drop(in State state, Steps<State> steps)
    {
        if (state.Drops == 0)
        {
            return;
        }

        var next = state;
        next.Drops--;
        if (state.Log.Exists)
        {
            next.Log = default;
            steps.Add("server drops the log", next);
        }

        if (state.Far.Exists)
        {
            next.Log = state.Log;
            next.Far = default;
            steps.Add("server drops the entry", next);
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

    internal enum ReadPhase : byte
    {
        Idle,
        CatchUp,
        Get,
        Done,
    }

    internal struct State
    {
        public Small Row, Promised, Clock, Round, Reign, MessageCount;
        public Small Drops, OtherTags, Failovers, Promotions, SetBacks, Lost, Kept;
        public bool Committed;
        public Log Log, Replica;
        public Far Far;
        public Reader Reader;
        public Two<View> Views;
        public Two<Renderer> Renderers;
        public Two<Small> ReignsSeen;
        public Four<Message> Messages;
    }

    internal record struct Log(bool Exists, Small Marker, Small Tag, Small Other)
    {
        public readonly int Head => Math.Max(Marker, Math.Max(Tag, Other));
    }

    internal struct View
    {
        public Small Horizon, TagSequence, Floor, Tick, TagTick, FloorTick, Promised;
        public Near Near;

        public void Apply(int marker, int tag, int horizon)
        {
            if (marker > Floor)
            {
                Floor = marker;
                FloorTick = ++Tick;
            }

            if (tag > TagSequence)
            {
                TagSequence = tag;
                TagTick = ++Tick;
            }

            Horizon = Math.Max(Horizon, horizon);
        }
    }

    internal struct Near
    {
        public bool Exists;
        public Small Version, Tick;
    }

    internal struct Far
    {
        public bool Exists;
        public Small Version, Stamp;
    }

    internal struct Message
    {
        public Small Before, Sequence, Marker;
        public bool IsTag;
    }

    internal struct Renderer
    {
        public RenderPhase Phase;
        public Small Stamp, Tick, Version;
    }

    internal struct Reader
    {
        public bool IsStrict;
        public ReadPhase Phase;
        public Small Promised;
    }
}

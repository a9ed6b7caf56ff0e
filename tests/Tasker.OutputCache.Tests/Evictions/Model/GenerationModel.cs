namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>A log that is lost and made anew with another generation, by a server whose clock may have stepped back in between.</summary>
/// <remarks>
/// The marker of the new log can then lie below the horizons and stamps of the old one, so that nothing but the generation tells them
/// apart. Replies to an append arrive late: after the log they speak of is gone.
/// </remarks>
internal sealed record GenerationModel : IModel<GenerationModel.State>
{
    /// <summary>What a node does with the reply to its append when the generation in it is not that of its view.</summary>
    internal enum ForeignReply
    {
        /// <summary>The tags stay held, like those of the journal, until a readSince that started later is through.</summary>
        HoldUntilReadSince,

        /// <summary>The tags are entered with their sequences into the view of the other generation.</summary>
        ApplyTags,

        /// <summary>The view takes over the generation of the reply.</summary>
        Adopt,
    }

    /// <summary>Gets how often the row changes and is evicted, by either node.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Gets the number of computations: the first on A, the second on B.</summary>
    public int Renderers { get; init; } = 2;

    public int Drops { get; init; } = 1;

    /// <summary>Gets how often the server's clock steps back.</summary>
    public int ClockSteps { get; init; } = 1;

    /// <summary>Gets the time that the clock steps back to; the last eviction at the start was at 5.</summary>
    public int StepsBackTo { get; init; } = 2;

    public ForeignReply OnForeignReply { get; init; }

    /// <summary>Gets a value indicating whether the sequences in the table start anew with a generation: not needed, but old ones cost hits.</summary>
    public bool ClearsSequences { get; init; } = true;

    /// <summary>Mutant: a log made anew has the generation that the lost one had.</summary>
    public bool ReusesGeneration { get; init; }

    /// <summary>Mutant: the horizon never goes back, not even to the head of a new generation.</summary>
    public bool KeepsHorizon { get; init; }

    /// <summary>Mutant: near entries survive a new generation whose marker is not above the node's horizon.</summary>
    public bool KeepsNear { get; init; }

    /// <summary>Mutant: far entries are judged by sequence alone.</summary>
    public bool IgnoresGeneration { get; init; }

    /// <summary>Mutant: messages are matched by the head before alone.</summary>
    public bool DeliversAcrossGenerations { get; init; }

    public State Start()
    {
        // The last eviction, of another tag, is known to A and not yet to B.
        var log = new Log { Generation = 1, Marker = 1, Other = 5 };
        var state = new State { Clock = 6, Generations = 1, Log = log, Drops = Drops, ClockSteps = ClockSteps };
        state.Nodes[0] = new Node { Generation = 1, Horizon = 5, Marker = 1 };
        state.Nodes[1] = new Node { Generation = 1, Horizon = 3, Marker = 1 };
        for (var i = Renderers; i < 2; i++)
        {
            state.Nodes[i].Phase = RenderPhase.Done;
        }

        return state;
    }

    public void Expand(in State state, Steps<State> steps)
    {
        for (var node = 0; node < 2; node++)
        {
            Serve(state, node, steps);
            Compute(state, node, steps);
            Evict(state, node, steps);
            Deliver(state, node, steps);

            var next = state;
            ReadSince(ref next, node);
            steps.Add($"readSince@{Name(node)}", next);
        }

        Disturb(state, steps);
    }

    private void Serve(in State state, int node, Steps<State> steps)
    {
        ref readonly var view = ref state.Nodes[node];
        if (view.Near.Exists && view.TagTick <= view.Near.Tick && view.FloorTick <= view.Near.Tick)
        {
            steps.Serve(Served.Near, view.Near.Version < view.Promised, Violation.StaleNear, node == 0 ? "serve near@A" : "serve near@B");
        }

        var far = state.Far;
        var sameGeneration = IgnoresGeneration || far.Generation == view.Generation;
        if (far.Exists && sameGeneration && far.Stamp >= view.Marker && view.TagSequence <= far.Stamp && !view.Held)
        {
            steps.Serve(Served.Far, far.Version < view.Promised, Violation.StaleFar, node == 0 ? "serve far@A" : "serve far@B");

            var next = state;
            next.Nodes[node].Near = new Near { Exists = true, Version = far.Version, Tick = view.Tick };
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
                after.Stamp = new Stamp { Generation = view.Generation, Sequence = view.Horizon, Tick = view.Tick };
                after.Phase = RenderPhase.ReadRow;
                steps.Add($"stamp {view.Generation}:{view.Horizon}@{Name(node)}", next);
                break;
            case RenderPhase.ReadRow:
                after.Computed = state.Row;
                after.Phase = RenderPhase.Store;
                steps.Add($"computed from row {state.Row}@{Name(node)}", next);
                break;
            case RenderPhase.Store:
                after.Phase = RenderPhase.Done;
                if (view.TagTick <= view.Stamp.Tick && view.FloorTick <= view.Stamp.Tick)
                {
                    after.Near = new Near { Exists = true, Version = view.Computed, Tick = view.Stamp.Tick };
                }

                // The far tier is written behind, without another look: its readers judge.
                next.Far = new Far { Exists = true, Version = view.Computed, Generation = view.Stamp.Generation, Stamp = view.Stamp.Sequence };
                steps.Add($"store {view.Stamp.Generation}:{view.Stamp.Sequence}@{Name(node)}", next);
                break;
        }
    }

    private void Evict(in State state, int node, Steps<State> steps)
    {
        ref readonly var view = ref state.Nodes[node];
        var next = state;
        if (state.Round < Rounds && view.Eviction == EvictPhase.Idle)
        {
            next.Row = next.Round = state.Round + 1;
            next.Nodes[node].Eviction = EvictPhase.Append;
            next.Nodes[node].Evicting = next.Row;
            next.Nodes[node].Held = true;
            next.Nodes[node].TagTick = ++next.Nodes[node].Tick;
            steps.Add($"commit row {next.Row}, hold its tag@{Name(node)}", next);
        }
        else if (view.Eviction == EvictPhase.Append)
        {
            EnsureLog(ref next);
            var before = next.Log.Head;
            var sequence = Math.Max(next.Clock, Math.Max(before, view.Horizon) + 1);
            next.Log.Tag = sequence;
            next.Clock = Math.Max(next.Clock, sequence) + 1;
            next.Nodes[node].Reply = new Reply { Generation = next.Log.Generation, Marker = next.Log.Marker, Before = before, Sequence = sequence };
            next.Nodes[node].Eviction = EvictPhase.Reply;

            // Messages are lost by not being delivered, or when the next one takes the place.
            next.Message = next.Nodes[node].Reply;
            steps.Add($"append {next.Log.Generation}:{sequence}@{Name(node)}", next);
        }
        else if (view.Eviction == EvictPhase.Reply)
        {
            ref var after = ref next.Nodes[node];
            after.Reply = default;
            after.Eviction = EvictPhase.Idle;
            after.Promised = Math.Max(after.Promised, view.Evicting);
            next.Promised = Math.Max(next.Promised, view.Evicting);
            ApplyReply(ref after, view.Reply);
            steps.Add($"reply {view.Reply.Generation}:{view.Reply.Sequence} applied, eviction returns@{Name(node)}", next);
        }
    }

    private void ApplyReply(ref Node view, Reply reply)
    {
        if (reply.Generation != view.Generation)
        {
            if (OnForeignReply == ForeignReply.HoldUntilReadSince)
            {
                return;
            }

            if (OnForeignReply == ForeignReply.Adopt)
            {
                Adopt(ref view, reply.Generation, reply.Marker, reply.Marker);
            }
        }

        // The near tier has it since before the append: its echo must not take what was computed meanwhile. Unless others stand in between.
        var isNext = reply.Generation == view.Generation && reply.Before == view.Horizon;
        Apply(ref view, reply, moves: isNext, touches: !isNext);
        view.Held = false;
    }

    private static void Apply(ref Node view, Reply eviction, bool moves, bool touches)
    {
        if (eviction.Sequence > view.TagSequence)
        {
            view.TagSequence = eviction.Sequence;
            view.TagTick = touches ? ++view.Tick : view.TagTick;
        }

        if (moves)
        {
            view.Horizon = eviction.Sequence;
        }
    }

    private void Deliver(in State state, int node, Steps<State> steps)
    {
        ref readonly var view = ref state.Nodes[node];
        var message = state.Message;
        var matches = message.Before == view.Horizon && (DeliversAcrossGenerations || message.Generation == view.Generation);
        if (message.Sequence > 0 && matches)
        {
            var next = state;
            Apply(ref next.Nodes[node], message, moves: true, touches: true);
            steps.Add($"deliver {message.Generation}:{message.Sequence}@{Name(node)}", next);
        }
    }

    private void ReadSince(ref State state, int node)
    {
        EnsureLog(ref state);
        ref var view = ref state.Nodes[node];
        var log = state.Log;
        if (log.Generation != view.Generation)
        {
            Adopt(ref view, log.Generation, log.Marker, KeepsHorizon ? Math.Max(view.Horizon, log.Head) : log.Head);
            view.TagSequence = Math.Max(view.TagSequence, log.Tag);
        }
        else if (log.Tag > view.Horizon && log.Tag > view.TagSequence)
        {
            view.TagSequence = log.Tag;
            view.TagTick = ++view.Tick;
        }

        view.Horizon = Math.Max(view.Horizon, log.Head);
        view.Promised = state.Promised;

        // An append whose reply is still out stays held: this read may have been before it.
        view.Held = view.Eviction != EvictPhase.Idle;
    }

    private void Adopt(ref Node view, int generation, int marker, int horizon)
    {
        if (!KeepsNear || marker > view.Horizon)
        {
            view.FloorTick = ++view.Tick;
        }

        view.Generation = generation;
        view.Marker = marker;
        view.Horizon = horizon;
        if (ClearsSequences)
        {
            view.TagSequence = 0;
        }
    }

    private void EnsureLog(ref State state)
    {
        if (state.Log.Generation == 0)
        {
            state.Generations = ReusesGeneration ? 1 : state.Generations + 1;
            state.Log = new Log { Generation = state.Generations, Marker = state.Clock };
            state.Clock++;
        }
    }

    private void Disturb(in State state, Steps<State> steps)
    {
        if (state.Drops > 0 && state.Log.Generation != 0)
        {
            var next = state;
            next.Log = default;
            next.Drops--;
            steps.Add("server drops the log", next);
        }

        if (state.ClockSteps > 0 && state.Clock > StepsBackTo)
        {
            var next = state;
            next.Clock = StepsBackTo;
            next.ClockSteps--;
            steps.Add("clock steps back", next);
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

    internal enum EvictPhase : byte
    {
        Idle,
        Append,
        Reply,
    }

    internal struct State
    {
        public Small Row, Promised, Clock, Round, Generations, Drops, ClockSteps;
        public Log Log;
        public Far Far;
        public Reply Message;
        public Two<Node> Nodes;
    }

    internal struct Log
    {
        public Small Generation, Marker, Tag, Other;

        public readonly int Head => Math.Max(Marker, Math.Max(Tag, Other));
    }

    internal struct Node
    {
        public Small Generation, Horizon, Marker, TagSequence, Tick, TagTick, FloorTick, Promised, Evicting, Computed;
        public bool Held;
        public RenderPhase Phase;
        public EvictPhase Eviction;
        public Stamp Stamp;
        public Near Near;
        public Reply Reply;
    }

    internal struct Stamp
    {
        public Small Generation, Sequence, Tick;
    }

    internal struct Near
    {
        public bool Exists;
        public Small Version, Tick;
    }

    internal struct Far
    {
        public bool Exists;
        public Small Version, Generation, Stamp;
    }

    internal struct Reply
    {
        public Small Generation, Marker, Before, Sequence;
    }
}

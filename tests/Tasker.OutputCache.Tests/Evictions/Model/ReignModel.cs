namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>How a node knows that another server, or the same one again, has taken over with a log that lacks evictions.</summary>
/// <remarks>One far entry from before an eviction, one writer, one strict reader, two servers that replicate late and take over from each other.</remarks>
internal sealed record ReignModel : IModel<ReignModel.State>
{
    internal enum Rule
    {
        /// <summary>The script is told an identity that every take-over changes.</summary>
        ScriptIsTold,

        /// <summary>The client is told it, before a script and behind it, and counts on the script only if both are the same.</summary>
        ClientIsToldTwice,

        /// <summary>Mutant: the client is told it before only.</summary>
        ClientIsToldBefore,

        /// <summary>The script is told which process it is in.</summary>
        ProcessIsTold,

        /// <summary>Nobody is told anything: every connect counts as another server.</summary>
        EveryConnectCounts,

        /// <summary>Mutant: nobody is told anything.</summary>
        NobodyIsTold,
    }

    public Rule Knows { get; init; }

    /// <summary>Gets how often a server takes over.</summary>
    public int TakeOvers { get; init; } = 2;

    /// <summary>Gets a value indicating whether a process that was replaced comes back as it was: a demoted primary, not one that was started again.</summary>
    public bool ProcessesReturn { get; init; }

    /// <summary>Gets a value indicating whether connections outlive a take-over, as behind a proxy.</summary>
    public bool ConnectionsStay { get; init; }

    // Both nodes have read the log, and the entry is of its generation.
    public State Start() => default;

    private bool IsToldToClient => Knows is Rule.ClientIsToldTwice or Rule.ClientIsToldBefore;

    private byte Identity(in State state) => Knows switch
    {
        Rule.ProcessIsTold => state.Process,
        Rule.EveryConnectCounts or Rule.NobodyIsTold => 0,
        _ => state.Reign,
    };

    public void Expand(in State state, Steps<State> steps)
    {
        TakeOver(state, steps);
        Write(state, steps);
        Read(state, steps);
    }

    private void TakeOver(in State state, Steps<State> steps)
    {
        var next = state;
        next.Replica = state.Primary;
        steps.Add("replicated", next);
        if (state.Reign < TakeOvers)
        {
            next = state;
            next.Primary = state.Replica;
            next.Reign++;
            next.Process = ProcessesReturn ? (byte)(1 - state.Process) : next.Reign;
            next.Writer.Doubts |= !ConnectionsStay;
            next.Reader.Doubts |= !ConnectionsStay;
            steps.Add("another takes over, with what was replicated", next);
        }
    }

    /// <summary>Runs a script: a log of another identity is begun again.</summary>
    private Log Find(in State state, ref Node node)
    {
        var identity = IsToldToClient ? node.Told : Identity(state);
        var doubts = Knows == Rule.EveryConnectCounts && node.Doubts;
        node.Doubts = false;
        return doubts || state.Primary.Identity != identity
            ? new Log { Identity = identity, Generation = (byte)(state.Primary.Generation + 1) }
            : state.Primary;
    }

    private void Write(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Writer.Phase)
        {
            case Phase.Begin:
                next.Writer.Told = Identity(state);
                next.Writer.Phase = Phase.Script;
                steps.Add("writer is told", next);
                break;
            case Phase.Script:
                next.Primary = Find(state, ref next.Writer);
                next.Primary.HasEviction = true;
                next.Writer.Phase = Phase.Behind;
                steps.Add("writer appends", next);
                break;
            case Phase.Behind:
                var isTrusted = Knows != Rule.ClientIsToldTwice || Identity(state) == state.Writer.Told;
                next.Writer.Phase = isTrusted ? Phase.Done : Phase.Begin;
                steps.Add(isTrusted ? "the eviction is confirmed" : "writer does it again", next);
                break;
        }
    }

    private void Read(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Reader.Phase)
        {
            case Phase.Begin:
                next.IsPromised = state.Writer.Phase == Phase.Done;
                next.Reader.Told = Identity(state);
                next.Reader.Phase = Phase.Script;
                steps.Add("reader is told", next);
                break;
            case Phase.Script:
                next.Primary = Find(state, ref next.Reader);
                next.Seen = next.Primary;
                next.Reader.Phase = Phase.Behind;
                steps.Add("reader reads the log", next);
                break;
            case Phase.Behind:
                if (Knows == Rule.ClientIsToldTwice && Identity(state) != state.Reader.Told)
                {
                    next.Reader.Told = Identity(state);
                    next.Reader.Phase = Phase.Script;
                    steps.Add("reader does it again", next);
                    break;
                }

                if (state.Seen is { Generation: 0, HasEviction: false })
                {
                    steps.Serve(Served.Far, state.IsPromised, Violation.StaleFar, "serve far");
                }

                next.Reader.Phase = Phase.Begin;
                steps.Add("reader has answered", next);
                break;
        }
    }

    internal enum Phase : byte
    {
        Begin,
        Script,
        Behind,
        Done,
    }

    internal struct Node
    {
        public Phase Phase;
        public byte Told;
        public bool Doubts;
    }

    internal struct Log
    {
        public byte Generation;
        public byte Identity;
        public bool HasEviction;
    }

    internal struct State
    {
        public byte Reign;
        public byte Process;
        public Log Primary;
        public Log Replica;
        public Node Writer;
        public Node Reader;
        public Log Seen;
        public bool IsPromised;
    }
}

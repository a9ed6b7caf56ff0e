namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Memcached: the whole log in one value, changed by <c>gets</c> and <c>cas</c>. Two evictors of different tags, one computation, one reader.</summary>
/// <remarks>
/// The reader looks at the token, and reads the value when it has moved. A server that is restarted counts its tokens from one
/// again; it also ends all connections. The entry may be on another server: it outlives the restart.
/// </remarks>
internal sealed record MemcachedLogModel : IModel<MemcachedLogModel.State>
{
    /// <summary>Gets how often the server drops the log.</summary>
    public int Drops { get; init; }

    /// <summary>Gets how often the tag is trimmed from the log, its sequence going into the floor.</summary>
    public int Trims { get; init; }

    /// <summary>Gets how often the server of the log is restarted empty.</summary>
    public int Restarts { get; init; }

    /// <summary>Mutant: a write is sent on whatever connection there is, with a token read on another one.</summary>
    public bool WritesOverAnyConnection { get; init; }

    /// <summary>Mutant: a token that is the same is taken for the same value, on whatever connection it was read.</summary>
    public bool TrustsTokensOfAnyConnection { get; init; }

    /// <summary>Mutant: the value is written whatever became of it since it was read.</summary>
    public bool WritesBlindly { get; init; }

    /// <summary>Mutant: what is trimmed does not raise the floor.</summary>
    public bool TrimsWithoutFloor { get; init; }

    /// <summary>Mutant: a log made anew has the generation of the lost one.</summary>
    public bool ReusesGeneration { get; init; }

    public State Start()
    {
        var log = new Log { Generation = 1, Head = 1, Floor = 1 };
        return new State { Log = log, View = log, Token = 1, ViewToken = 1, Generations = 1, Drops = Drops, Trims = Trims, Restarts = Restarts };
    }

    public void Expand(in State state, Steps<State> steps)
    {
        for (var i = 0; i < 2; i++)
        {
            Evict(state, i, steps);
        }

        Compute(state, steps);
        Read(state, steps);
        Disturb(state, steps);
    }

    private void Evict(in State state, int index, Steps<State> steps)
    {
        var evictor = state.Evictors[index];
        var next = state;
        switch (evictor.Phase)
        {
            case EvictPhase.Commit:
                // The second evictor's tag is another one: it only gets in the way.
                next.Row = index == 0 ? state.Row + 1 : state.Row;
                next.Evictors[index] = new Evictor { Phase = EvictPhase.Gets, Evicting = index == 0 ? next.Row : 0 };
                steps.Add($"evictor {index}: commit", next);
                break;
            case EvictPhase.Gets when state.Log.Generation == 0:
                AddLog(ref next);
                Finish(ref next, index, evictor.Evicting);
                steps.Add($"evictor {index}: add generation {next.Log.Generation}", next);
                break;
            case EvictPhase.Gets:
                next.Evictors[index] = new Evictor { Phase = EvictPhase.Cas, Evicting = evictor.Evicting, Read = state.Log, Token = state.Token, Connection = state.Connection };
                steps.Add($"evictor {index}: gets", next);
                break;
            case EvictPhase.Cas:
                Cas(state, index, steps);
                break;
        }
    }

    private void Cas(in State state, int index, Steps<State> steps)
    {
        var evictor = state.Evictors[index];
        var next = state;
        next.Evictors[index] = new Evictor { Phase = EvictPhase.Gets, Evicting = evictor.Evicting };
        var isSent = state.Connection == evictor.Connection || WritesOverAnyConnection;
        if (!isSent || state.Log.Generation == 0 || (state.Token != evictor.Token && !WritesBlindly))
        {
            steps.Add($"evictor {index}: cas refused", next);
            return;
        }

        next.Log = evictor.Read;
        next.Log.Head++;
        if (index == 0)
        {
            next.Log.Tag = next.Log.Head;
        }

        next.Token++;
        if (state.Token < 3)
        {
            steps.Add($"evictor {index}: cas {next.Log.Head} done, reply lost", next);
        }

        Finish(ref next, index, evictor.Evicting);
        steps.Add($"evictor {index}: cas {next.Log.Head}", next);
    }

    private static void Finish(ref State state, int index, int evicted)
    {
        state.Evictors[index] = new Evictor { Phase = EvictPhase.Done };
        state.Promised = Math.Max(state.Promised, evicted);
    }

    private void AddLog(ref State state)
    {
        state.Generations += ReusesGeneration ? 0 : 1;
        state.Log = new Log { Generation = state.Generations, Head = 1, Floor = 1 };
        state.Token++;
    }

    private static void Compute(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Renderer.Phase)
        {
            case RenderPhase.Stamp:
                next.Renderer = new Renderer { Phase = RenderPhase.ReadRow, Generation = state.View.Generation, Stamp = state.View.Head };
                steps.Add($"stamp {state.View.Generation}:{state.View.Head}", next);
                break;
            case RenderPhase.ReadRow:
                next.Renderer.Phase = RenderPhase.Store;
                next.Renderer.Version = state.Row;
                steps.Add($"computed from row {state.Row}", next);
                break;
            case RenderPhase.Store:
                next.Renderer = new Renderer { Phase = RenderPhase.Done };
                next.Far = state.Renderer;
                steps.Add($"store {next.Far.Generation}:{next.Far.Stamp}", next);
                break;
        }
    }

    private void Read(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Reader.Phase)
        {
            case ReadPhase.Idle:
                next.Reader = new Reader { Phase = ReadPhase.GetLog, Promised = state.Promised };
                steps.Add("read starts", next);
                break;
            case ReadPhase.GetLog when state.Log.Generation == 0:
                AddLog(ref next);
                steps.Add($"read: add generation {next.Log.Generation}", next);
                break;
            case ReadPhase.GetLog:
                if (state.Token != state.ViewToken || (state.Connection != state.ViewConnection && !TrustsTokensOfAnyConnection))
                {
                    (next.View, next.ViewToken, next.ViewConnection) = (state.Log, state.Token, state.Connection);
                }

                next.Reader.Phase = ReadPhase.GetEntry;
                steps.Add($"read: token {state.Token}, generation {next.View.Generation}", next);
                break;
            case ReadPhase.GetEntry:
                next.Reader = default;
                steps.Add("read ends", next);

                var (view, far) = (state.View, state.Far);
                if (far.Phase == RenderPhase.Store && far.Generation == view.Generation && far.Stamp >= Math.Max(view.Tag, view.Floor))
                {
                    steps.Serve(Served.Far, far.Version < state.Reader.Promised, Violation.StaleFar, "read: serve far");
                }

                break;
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

        if (state.Restarts > 0)
        {
            var next = state;
            next.Log = default;
            next.Token = 0;
            next.Connection++;
            next.Restarts--;
            steps.Add("server is restarted empty", next);
        }

        if (state.Trims > 0 && state.Log.Tag > 0)
        {
            var next = state;
            next.Log.Floor = TrimsWithoutFloor ? state.Log.Floor : Math.Max(state.Log.Floor, state.Log.Tag);
            next.Log.Tag = 0;
            next.Token++;
            next.Trims--;
            steps.Add("trim the tag", next);
        }
    }

    internal enum EvictPhase : byte
    {
        Commit,
        Gets,
        Cas,
        Done,
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
        GetLog,
        GetEntry,
    }

    internal struct State
    {
        public Small Row, Promised, Token, Connection, Generations, Drops, Trims, Restarts, ViewToken, ViewConnection;
        public Log Log, View;
        public Renderer Renderer, Far;
        public Reader Reader;
        public Two<Evictor> Evictors;
    }

    internal struct Log
    {
        public Small Generation, Head, Tag, Floor;
    }

    internal struct Evictor
    {
        public EvictPhase Phase;
        public Small Evicting, Token, Connection;
        public Log Read;
    }

    /// <summary>A computation and, in its phase <see cref="RenderPhase.Store"/>, the far entry that it left.</summary>
    internal struct Renderer
    {
        public RenderPhase Phase;
        public Small Generation, Stamp, Version;
    }

    internal struct Reader
    {
        public ReadPhase Phase;
        public Small Promised;
    }
}

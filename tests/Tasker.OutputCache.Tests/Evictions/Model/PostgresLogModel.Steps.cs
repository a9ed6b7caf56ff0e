namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <content>What goes wrong, the janitor, computations, and what is served.</content>
internal sealed partial record PostgresLogModel
{
    private void Fail(in State state, Steps<State> steps)
    {
        if (state.Failovers == 0)
        {
            return;
        }

        // The newest commits may be missing, any number of them; what was active is rolled back; ids go on from the last one that is known.
        for (var last = HighestOf(state, state.Commits); ; last--)
        {
            var next = state;
            next.Failovers--;
            next.Generation = KeepsGeneration ? state.Generation : 0;
            for (var i = 0; i < Writers; i++)
            {
                var transaction = state.Transactions[i];
                var isLost = (state.Commits & Bit(i)) != 0 && transaction.Id > last;
                if (isLost)
                {
                    next.Commits &= ~Bit(i);
                    next.Log &= ~Bit(i);
                    next.Lost |= Bit(i);
                }

                if (isLost || transaction.Phase == WritePhase.Active)
                {
                    next.Transactions[i] = new Transaction { Phase = WritePhase.Done };
                }
            }

            next.Next = HighestOf(next, next.Commits) + 1;
            next.Floor = Math.Min(state.Floor, next.Next - 1);
            next.Compacted = Math.Min(state.Compacted, next.Next - 1);
            next.Standby = Primary(next);
            steps.Add($"failover loses {Set(next.Lost)}", Normal(next));
            if (last == 0 || IsOnStandby)
            {
                return;
            }
        }
    }

    private void Keep(in State state, Steps<State> steps)
    {
        if (state.Generation == 0)
        {
            return;
        }

        var xmin = Xmin(state);
        var limit = TrimsAboveActiveIds ? HighestOf(state, state.Log) : xmin - 1;
        if (state.Trims > 0 && limit > state.Floor)
        {
            var next = state;
            next.Trims--;
            next.Floor = TrimsWithoutFloor ? state.Floor : limit;
            next.Log &= ~UpTo(state, limit);
            steps.Add($"the janitor forgets up to {limit}", Normal(next));
        }

        for (var i = 0; state.Compactions > 0 && i < Writers; i++)
        {
            var id = (int)state.Transactions[i].Id;
            var newer = state.Log & UpTo(state, xmin - 1) & ~UpTo(state, id);
            if ((state.Log & Bit(i)) != 0 && newer != 0)
            {
                var next = state;
                next.Compactions--;
                next.Log &= ~Bit(i);
                next.Compacted = Math.Max(state.Compacted, id);
                steps.Add($"the janitor drops the eviction of T{i}", Normal(next));
            }
        }
    }

    private static int UpTo(in State state, int id)
    {
        var rows = 0;
        for (var i = 0; i < 4; i++)
        {
            rows |= state.Transactions[i].Id <= id ? Bit(i) : 0;
        }

        return rows;
    }

    private static void Replay(in State state, Steps<State> steps)
    {
        var next = state;
        next.Standby = Primary(state);
        steps.Add("the standby catches up", Normal(next));
    }

    private void Serve(in State state, int n, Steps<State> steps)
    {
        ref readonly var view = ref state.Views[n];
        if (view.Near.Exists && view.VoidTick <= view.Near.Tick)
        {
            steps.Serve(Served.Near, IsStale(state, view, view.Near.Value), Violation.StaleNear, $"node {n} serves near {Set(view.Near.Value)}");
        }

        var far = state.Far;
        if (far.Exists && view.Generation != 0 && far.Generation == view.Generation && far.Stamp >= view.Marker && view.Sequence <= far.Stamp)
        {
            steps.Serve(Served.Far, IsStale(state, view, far.Value), Violation.StaleFar, $"node {n} serves far {Set(far.Value)}");
            if (Copies && !view.Copy.Exists)
            {
                var next = state;
                next.Views[n].Copy = new Held { Exists = true, Value = far.Value, Tick = view.Tick };
                steps.Add($"node {n} begins to copy far", Normal(next));
            }
        }

        if (view.Copy.Exists)
        {
            var next = state;
            next.Views[n].Near = new Held { Exists = true, Value = view.Copy.Value, Tick = TicksAfterJudging ? view.Tick : view.Copy.Tick };
            next.Views[n].Copy = default;
            steps.Add($"node {n} copies far into near", Normal(next));
        }
    }

    private static bool IsStale(in State state, in View view, int value) =>
        (view.Applied & ~state.Lost & ~value) != 0 || (view.Generation != 0 && view.Generation == state.Generation && (value & state.Lost) != 0);

    private void Render(in State state, int n, Steps<State> steps)
    {
        var next = state;
        ref var renderer = ref next.Renderers[n];
        ref var view = ref next.Views[n];
        switch (renderer.Phase)
        {
            case RenderPhase.Stamp when renderer.Left > 0:
                renderer = new Renderer { Phase = RenderPhase.ReadRow, Generation = view.Generation, Stamp = view.Horizon, Tick = view.Tick, Left = renderer.Left };
                steps.Add($"node {n} takes the stamp {renderer.Generation}:{renderer.Stamp}", Normal(next));
                break;
            case RenderPhase.ReadRow:
                renderer.Phase = RenderPhase.Store;
                renderer.Value = IsOnStandby ? state.Standby.Commits : state.Commits;
                steps.Add($"node {n} reads the row {Set(renderer.Value)}", Normal(next));
                break;
            case RenderPhase.Store:
                var (generation, stamp, tick, value) = StampsLate
                    ? (view.Generation, view.Horizon, view.Tick, renderer.Value)
                    : (renderer.Generation, renderer.Stamp, renderer.Tick, renderer.Value);
                renderer = new Renderer { Left = renderer.Left - 1 };
                if (view.VoidTick <= tick)
                {
                    view.Near = new Held { Exists = true, Value = value, Tick = tick };
                }

                if (generation != 0 && generation == view.Generation && view.Sequence <= stamp && !(state.Far.Exists && state.Far.Generation == generation && state.Far.Stamp > stamp))
                {
                    next.Far = new FarEntry { Exists = true, Value = value, Generation = generation, Stamp = stamp };
                }

                steps.Add($"node {n} stores {Set(value)}", Normal(next));
                break;
        }
    }

    internal enum WritePhase : byte
    {
        New,
        Active,
        Committed,
        Done,
    }

    internal enum RenderPhase : byte
    {
        Stamp,
        ReadRow,
        Store,
    }

    internal struct State
    {
        public Four<Transaction> Transactions;
        public Small Next, Generation, Generations, Floor, Compacted, Failovers, Trims, Compactions;

        // One bit a transaction.
        public Small Commits, Lost, Log;
        public Server Standby;
        public Two<View> Views;
        public Two<Renderer> Renderers;
        public FarEntry Far;
    }

    /// <summary>A transaction; its generation is what its append has returned.</summary>
    internal struct Transaction
    {
        public WritePhase Phase;
        public Small Id, Generation;
    }

    /// <summary>What a snapshot shows: commits by transaction, and the active ones by id.</summary>
    internal struct Server
    {
        public Small Commits, Active, Next;
    }

    internal struct View
    {
        public Small Generation, Horizon, Marker, Sequence, Tick, VoidTick, Applied, Own, Xmax, Active;
        public Reading Reading;
        public Held Near, Copy;
    }

    internal struct Reading
    {
        public bool IsActive, IsBehind;
        public Small Generation, Rows, Seen, Horizon, Floor, Xmax, Active;
    }

    internal struct Held
    {
        public bool Exists;
        public Small Value, Tick;
    }

    internal struct Renderer
    {
        public RenderPhase Phase;
        public Small Generation, Stamp, Tick, Value, Left;
    }

    internal struct FarEntry
    {
        public bool Exists;
        public Small Value, Generation, Stamp;
    }
}

namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>
/// PostgreSQL: the log is a table of the application's own database, and an eviction commits with its rows. One row, one tag, two nodes, and
/// transactions that end in another order than that of their ids. A value is the set of transactions that its computation saw.
/// </summary>
/// <remarks>
/// A sequence is the id of a transaction; a node's horizon is the lowest id that was active when it read, less one. A node reads what its last
/// snapshot did not see, and so applies each eviction once, whatever its id is. What it serves contains every commit that was visible when it read
/// the log last, and nothing that a failover has undone of whose generation it knows.
/// </remarks>
internal sealed partial record PostgresLogModel : IModel<PostgresLogModel.State>
{
    private const int Nodes = 2;

    /// <summary>Gets how many transactions there are, four at most. They belong to the nodes in turn.</summary>
    public int Writers { get; init; } = 2;

    /// <summary>Gets how often the first node computes.</summary>
    public int Renders { get; init; } = 1;

    /// <summary>Gets how often the second node computes.</summary>
    public int RendersOfSecond { get; init; }

    /// <summary>Gets a value indicating whether entries are copied from far to near.</summary>
    public bool Copies { get; init; }

    /// <summary>Gets how often the server crashes, or a standby takes its place: ids are given out again, and the newest commits may be gone.</summary>
    public int Failovers { get; init; }

    /// <summary>Gets how often the janitor forgets what is below the lowest active id.</summary>
    public int Trims { get; init; }

    /// <summary>Gets how often the janitor drops an eviction of which there is a newer one.</summary>
    public int Compactions { get; init; }

    /// <summary>Gets a value indicating whether handlers, and so nodes, read a standby that lags behind. It tells the lowest active id only.</summary>
    public bool IsOnStandby { get; init; }

    /// <summary>Mutant: an eviction with a lower id than the last one counts as applied.</summary>
    public bool SkipsLowerIds { get; init; }

    /// <summary>Mutant: the horizon is the highest id that has committed.</summary>
    public bool TakesHighestCommitAsHorizon { get; init; }

    /// <summary>Mutant: a computation takes its stamp when it ends.</summary>
    public bool StampsLate { get; init; }

    /// <summary>Mutant: a copy takes its tick after the entry was judged.</summary>
    public bool TicksAfterJudging { get; init; }

    /// <summary>Mutant: the generation outlives a crash.</summary>
    public bool KeepsGeneration { get; init; }

    /// <summary>Mutant: an append does not tell its generation.</summary>
    public bool AppendsWithoutGeneration { get; init; }

    /// <summary>Mutant: an append that finds no generation counts as one of the generation that the node knows.</summary>
    public bool TakesNoneForKnown { get; init; }

    /// <summary>Mutant: a reading that began before the node heard of another generation is applied.</summary>
    public bool AppliesReadingsOfOldGenerations { get; init; }

    /// <summary>Mutant: the ids that a node has applied itself are remembered into the next generation, in which they are given out again.</summary>
    public bool RemembersIdsOfOldGenerations { get; init; }

    /// <summary>Mutant: what is forgotten does not raise the floor.</summary>
    public bool TrimsWithoutFloor { get; init; }

    /// <summary>Mutant: everything committed is forgotten, also above an id that is active.</summary>
    public bool TrimsAboveActiveIds { get; init; }

    /// <summary>Mutant: nobody is told up to where evictions were dropped in favour of newer ones.</summary>
    public bool CompactsSilently { get; init; }

    /// <summary>Mutant: on a standby, what a node has applied at its own commit is not applied again when it is visible there.</summary>
    public bool AppliesOwnCommitsOnce { get; init; }

    public State Start()
    {
        var state = new State { Next = 1, Generation = 1, Generations = 1, Failovers = Failovers, Trims = Trims, Compactions = Compactions };
        state.Standby.Next = 1;
        for (var n = 0; n < Nodes; n++)
        {
            state.Views[n] = new View { Generation = 1, Xmax = 1 };
        }

        state.Renderers[0].Left = Renders;
        state.Renderers[1].Left = RendersOfSecond;
        return state;
    }

    public void Expand(in State state, Steps<State> steps)
    {
        Write(state, steps);
        Fail(state, steps);
        Keep(state, steps);
        if (IsOnStandby)
        {
            Replay(state, steps);
        }

        for (var n = 0; n < Nodes; n++)
        {
            ReadLog(state, n, steps);
            Serve(state, n, steps);
            Render(state, n, steps);
        }
    }

    private void Write(in State state, Steps<State> steps)
    {
        for (var i = 0; i < Writers; i++)
        {
            var next = state;
            var writer = state.Transactions[i];
            switch (writer.Phase)
            {
                case WritePhase.New:
                    next.Transactions[i] = new Transaction { Phase = WritePhase.Active, Id = state.Next };
                    next.Next++;
                    steps.Add($"T{i} begins, id {state.Next}", Normal(next));
                    break;
                case WritePhase.Active:
                    next.Transactions[i].Phase = WritePhase.Committed;
                    next.Transactions[i].Generation = state.Generation;
                    next.Commits |= Bit(i);
                    next.Log |= Bit(i);
                    steps.Add($"T{i} commits", Normal(next));

                    next = state;
                    next.Transactions[i] = new Transaction { Phase = WritePhase.Done };
                    steps.Add($"T{i} rolls back", Normal(next));
                    break;
                case WritePhase.Committed:
                    ApplyOwn(ref next, i % Nodes, i);
                    next.Transactions[i].Phase = WritePhase.Done;
                    next.Transactions[i].Generation = 0;
                    steps.Add($"node {i % Nodes} applies its own T{i}", Normal(next));
                    break;
            }
        }
    }

    private void ApplyOwn(ref State state, int node, int i)
    {
        var transaction = state.Transactions[i];
        ref var view = ref state.Views[node];
        var isKnown = transaction.Generation == view.Generation || AppendsWithoutGeneration || (transaction.Generation == 0 && TakesNoneForKnown);
        if (!isKnown)
        {
            // Another generation, or none: all is void until the log has been read, and a reading that is under way says nothing.
            view.Generation = 0;
            view.VoidTick = ++view.Tick;
            view.Reading = AppliesReadingsOfOldGenerations ? view.Reading : default;
            return;
        }

        Touch(ref view, transaction.Id);

        // What a standby does not show yet is no promise of this node.
        if (!IsOnStandby)
        {
            view.Applied |= Bit(i);
        }

        if (!IsOnStandby || AppliesOwnCommitsOnce)
        {
            view.Own |= Bit(transaction.Id);
        }
    }

    private void Touch(ref View view, int id)
    {
        if (SkipsLowerIds && id <= view.Sequence)
        {
            return;
        }

        view.VoidTick = ++view.Tick;
        view.Sequence = Math.Max(view.Sequence, id);
    }

    private void ReadLog(in State state, int n, Steps<State> steps)
    {
        var next = state;
        ref var view = ref next.Views[n];
        if (!view.Reading.IsActive)
        {
            if (state.Generation == 0)
            {
                // Whoever reads first makes one. What a dump has brought from above the ids of this server goes; here there is nothing of it.
                next.Generation = ++next.Generations;
                next.Floor = next.Compacted = Math.Max(0, Xmin(state) - 1);
                steps.Add($"node {n} makes generation {next.Generation}", Normal(next));
                return;
            }

            view.Reading = Read(state, view);
            steps.Add($"node {n} reads the log: rows {Set(view.Reading.Rows)}, horizon {view.Reading.Horizon}", Normal(next));
            return;
        }

        Apply(ref view, next.Transactions);
        steps.Add($"node {n} applies it", Normal(next));
    }

    private Reading Read(in State state, in View view)
    {
        var source = IsOnStandby ? state.Standby : Primary(state);
        var isSame = view.Generation == state.Generation;
        var rows = 0;
        for (var i = 0; i < Writers; i++)
        {
            var id = (int)state.Transactions[i].Id;
            var isVisible = (source.Commits & state.Log & Bit(i)) != 0 && id > state.Floor;
            var wasVisible = isSame && id < view.Xmax && (view.Active & Bit(id)) == 0;
            var isOwn = (isSame || RemembersIdsOfOldGenerations) && (view.Own & Bit(id)) != 0;
            if (isVisible && !wasVisible && !isOwn)
            {
                rows |= Bit(i);
            }
        }

        var xmin = LowestOf(source.Active, source.Next);
        return new Reading
        {
            IsActive = true,
            Generation = state.Generation,
            Rows = rows,
            Seen = source.Commits,
            Horizon = TakesHighestCommitAsHorizon ? HighestOf(state, source.Commits) : xmin - 1,
            Floor = state.Floor,
            IsBehind = isSame && view.Horizon < state.Compacted && !CompactsSilently,

            // A standby tells no active ids: all from the lowest one on is read once more.
            Xmax = IsOnStandby ? xmin : source.Next,
            Active = IsOnStandby ? 0 : source.Active,
        };
    }

    private void Apply(ref View view, in Four<Transaction> transactions)
    {
        var reading = view.Reading;
        view.Reading = default;
        if (view.Generation != reading.Generation)
        {
            view.Generation = reading.Generation;
            view.VoidTick = ++view.Tick;
            (view.Sequence, view.Horizon, view.Marker, view.Applied) = (0, reading.Horizon, reading.Floor, 0);
            view.Own = RemembersIdsOfOldGenerations ? view.Own : 0;
        }
        else if (reading.IsBehind || (reading.Floor > view.Marker && reading.Floor > view.Horizon))
        {
            view.VoidTick = ++view.Tick;
        }

        for (var i = 0; i < Writers; i++)
        {
            if ((reading.Rows & Bit(i)) != 0)
            {
                Touch(ref view, transactions[i].Id);
            }
        }

        view.Applied |= reading.Seen;
        view.Marker = Math.Max(view.Marker, reading.Floor);
        view.Horizon = Math.Max(view.Horizon, reading.Horizon);
        (view.Xmax, view.Active) = (reading.Xmax, reading.Active);

        // What the snapshot has seen is not read again.
        view.Own = RemembersIdsOfOldGenerations ? view.Own : view.Own & (~(Bit(view.Xmax) - 1) | view.Active);
    }

    // Only the order of ticks counts, and without this a node that goes on reading would never come back to a state.
    private static State Normal(State state)
    {
        for (var n = 0; n < Nodes; n++)
        {
            ref var view = ref state.Views[n];
            ref var renderer = ref state.Renderers[n];
            Span<int> ticks = [view.VoidTick, view.Near.Tick, view.Copy.Tick, renderer.Tick];
            ticks.Sort();
            (view.VoidTick, view.Near.Tick, view.Copy.Tick, renderer.Tick, view.Tick) =
                (RankOf(view.VoidTick, ticks), RankOf(view.Near.Tick, ticks), RankOf(view.Copy.Tick, ticks), RankOf(renderer.Tick, ticks), RankOf(view.Tick, ticks));
        }

        return state;
    }

    private static int RankOf(int tick, ReadOnlySpan<int> ticks)
    {
        var rank = 0;
        var last = 0;
        foreach (var other in ticks)
        {
            rank += other > last && other <= tick ? 1 : 0;
            last = Math.Max(last, other);
        }

        return tick > last ? rank + 1 : rank;
    }

    private static int Bit(int i) => 1 << i;

    private static string Set(int bits) => $"{{{string.Join(',', Enumerable.Range(0, 4).Where(i => (bits & Bit(i)) != 0))}}}";

    private static int LowestOf(int active, int next) => active == 0 ? next : int.TrailingZeroCount(active);

    private static int HighestOf(in State state, int commits)
    {
        var highest = 0;
        for (var i = 0; i < 4; i++)
        {
            highest = (commits & Bit(i)) != 0 ? Math.Max(highest, state.Transactions[i].Id) : highest;
        }

        return highest;
    }

    private static int Xmin(in State state) => LowestOf(Primary(state).Active, state.Next);

    private static Server Primary(in State state)
    {
        var server = new Server { Commits = state.Commits, Next = state.Next };
        for (var i = 0; i < 4; i++)
        {
            if (state.Transactions[i].Phase == WritePhase.Active)
            {
                server.Active |= Bit(state.Transactions[i].Id);
            }
        }

        return server;
    }
}

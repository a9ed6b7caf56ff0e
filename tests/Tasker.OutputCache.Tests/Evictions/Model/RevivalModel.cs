namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Entries that expired or were evicted, and are validated: a version of the data is read, and compared with the one from before the computation.</summary>
internal sealed record RevivalModel : IModel<RevivalModel.State>
{
    private const int Workers = 2;

    public int Evictions { get; init; } = 2;

    /// <summary>Mutant: what is revived gets a stamp that is taken when the validator has answered.</summary>
    public bool StampsLate { get; init; }

    /// <summary>Mutant: the version is read when the handler has run.</summary>
    public bool ReadsVersionLate { get; init; }

    /// <summary>Mutant: a version that is there counts, whatever it is.</summary>
    public bool ComparesNothing { get; init; }

    public State Start() => default;

    public void Expand(in State state, Steps<State> steps)
    {
        if (state.Exists && state.TagTick <= state.Entry.Stamp)
        {
            steps.Serve(Served.Near, state.Entry.Content < state.Promised, Violation.StaleNear, "serve near");
        }

        for (var i = 0; i < Workers; i++)
        {
            Work(state, i, steps);
        }

        if (state.Row < Evictions && state.Row == state.Promised)
        {
            var next = state;
            next.Row++;
            steps.Add($"commit row {next.Row}", next);
        }

        if (state.Row > state.Promised)
        {
            var next = state;
            next.TagTick = ++next.Tick;
            next.Promised = state.Row;
            steps.Add($"eviction {next.Promised} applied and returned", next);
        }
    }

    private void Work(in State state, int index, Steps<State> steps)
    {
        var worker = state.Workers[index];
        var next = state;
        switch (worker.Phase)
        {
            case Phase.Idle:
                // Void, or expired at some time.
                next.Workers[index] = new Worker { Phase = Phase.Stamped, HasHeld = state.Exists, Held = state.Entry, Stamp = state.Tick };
                steps.Add($"worker {index}: stamp {state.Tick}", next);
                break;
            case Phase.Stamped:
                next.Workers[index] = worker with { Phase = Phase.Validated, Seen = state.Row };
                steps.Add($"worker {index}: version {state.Row}", next);
                break;
            case Phase.Validated when worker.HasHeld && (ComparesNothing || worker.Held.Version == worker.Seen):
                steps.Serve(Served.Revived, false, Violation.None, "");
                Complete(ref next, index, new Entry { Content = worker.Held.Content, Version = worker.Seen, Stamp = StampsLate ? state.Tick : worker.Stamp });
                steps.Add($"worker {index}: revives row {worker.Held.Content}", next);
                break;
            case Phase.Validated:
                next.Workers[index] = worker with { Phase = Phase.Computed, Content = state.Row };
                steps.Add($"worker {index}: computed from row {state.Row}", next);
                break;
            case Phase.Computed:
                Complete(ref next, index, new Entry { Content = worker.Content, Version = ReadsVersionLate ? state.Row : worker.Seen, Stamp = worker.Stamp });
                steps.Add($"worker {index}: stores row {worker.Content}", next);
                break;
        }
    }

    private static void Complete(ref State state, int index, Entry entry)
    {
        state.Workers[index] = default;
        if (state.TagTick <= entry.Stamp && (!state.Exists || entry.Stamp >= state.Entry.Stamp))
        {
            (state.Exists, state.Entry) = (true, entry);
        }
    }

    internal enum Phase : byte
    {
        Idle,
        Stamped,
        Validated,
        Computed,
    }

    internal struct State
    {
        public Small Row, Promised, Tick, TagTick;
        public bool Exists;
        public Entry Entry;
        public Two<Worker> Workers;
    }

    internal struct Entry
    {
        public Small Content, Version, Stamp;
    }

    internal struct Worker
    {
        public Phase Phase;
        public bool HasHeld;
        public Entry Held;
        public Small Stamp, Seen, Content;
    }
}

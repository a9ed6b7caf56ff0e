namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>A readSince of node B in pages of one tag, while node A evicts and the server trims, loses the log or the connection in between.</summary>
/// <remarks>The tags are X, which the cached row carries, and Y. One eviction may name both: they then share a sequence.</remarks>
internal sealed record PagingModel : IModel<PagingModel.State>
{
    private const int X = 0;
    private const int Y = 1;

    internal enum HorizonMove
    {
        /// <summary>Once, after the last page, to the head returned with the first.</summary>
        OnceToFirstHead,

        /// <summary>Once, after the last page, to the head returned with that one.</summary>
        OnceToLastHead,

        /// <summary>After each page to the last sequence in it: complete up to there, but not caught up.</summary>
        EachPageToItsLastSequence,

        /// <summary>With the first page, to the head returned with it.</summary>
        AtOnceToFirstHead,
    }

    public int Evictions { get; init; } = 3;

    public int Trims { get; init; } = 1;

    public int Drops { get; init; }

    public HorizonMove Horizon { get; init; }

    /// <summary>Mutant: a page ends after one tag, and the next starts after that one's sequence.</summary>
    public bool CutsSequences { get; init; }

    /// <summary>Mutant: only the marker that came with the first page is applied.</summary>
    public bool KeepsFirstMarker { get; init; }

    /// <summary>Mutant: a marker is compared with the horizon only after the horizon has moved.</summary>
    public bool ComparesMarkerAfterMove { get; init; }

    /// <summary>Mutant: a page of another generation goes on where the last one ended.</summary>
    public bool IgnoresGeneration { get; init; }

    public State Start() => new()
    {
        Clock = 3,
        Trims = Trims,
        Drops = Drops,
        Log = new Log { Generation = 1, Marker = 1, Head = 2 },
        View = new View { Generation = 1, Horizon = 2, Marker = 1 },
    };

    public void Expand(in State state, Steps<State> steps)
    {
        Serve(state, steps);
        Compute(state, steps);
        Evict(state, steps);
        ReadPage(state, steps);
        Disturb(state, steps);
    }

    private static void Serve(in State state, Steps<State> steps)
    {
        ref readonly var view = ref state.View;
        if (state.NearExists && view.TagTick <= state.NearTick && view.FloorTick <= state.NearTick)
        {
            steps.Serve(Served.Near, state.NearVersion < state.View.Promised, Violation.StaleNear, "serve near@B");
        }

        var far = state.Far;
        if (far.Phase == RenderPhase.Store && far.Generation == view.Generation && far.Stamp >= view.Marker && far.Stamp >= view.TagSequence)
        {
            steps.Serve(Served.Far, far.Version < state.View.Promised, Violation.StaleFar, "serve far@B");
        }
    }

    private static void Compute(in State state, Steps<State> steps)
    {
        var next = state;
        switch (state.Renderer.Phase)
        {
            case RenderPhase.Stamp:
                next.Renderer = new Renderer { Phase = RenderPhase.ReadRow, Generation = state.View.Generation, Stamp = state.View.Horizon, Tick = state.View.Tick };
                steps.Add($"stamp {state.View.Horizon}@B", next);
                break;
            case RenderPhase.ReadRow:
                next.Renderer.Phase = RenderPhase.Store;
                next.Renderer.Version = state.Row;
                steps.Add($"computed from row {state.Row}@B", next);
                break;
            case RenderPhase.Store:
                next.Renderer = new Renderer { Phase = RenderPhase.Done };
                next.Far = state.Renderer;
                (next.NearExists, next.NearVersion, next.NearTick) = (true, state.Renderer.Version, state.Renderer.Tick);
                steps.Add($"store {next.Far.Stamp}@B", next);
                break;
        }
    }

    private void Evict(in State state, Steps<State> steps)
    {
        if (state.Committed)
        {
            Append(state, "append X@A", steps, x: true, y: false);
            Append(state, "append X and Y@A", steps, x: true, y: true);
        }

        if (state.Evictions < Evictions)
        {
            Append(state, "append Y@A", steps, x: false, y: true);
            if (!state.Committed)
            {
                var next = state;
                next.Row++;
                next.Evictions++;
                next.Committed = true;
                steps.Add($"commit row {next.Row}", next);
            }
        }
    }

    private static void Append(State next, string label, Steps<State> steps, bool x, bool y)
    {
        EnsureLog(ref next);
        next.Log.Head = Math.Max(next.Clock, next.Log.Head + 1);
        next.Clock = next.Log.Head + 1;
        if (x)
        {
            next.Log.Tags[X] = next.Log.Head;
            next.Promised = next.Row;
            next.Committed = false;
        }
        else
        {
            next.Evictions++;
        }

        if (y)
        {
            next.Log.Tags[Y] = next.Log.Head;
        }

        steps.Add(label, next);
    }

    private void ReadPage(in State state, Steps<State> steps)
    {
        var next = state;
        EnsureLog(ref next);
        if (!state.Page.Active)
        {
            next.Page = new Page { Active = true, From = state.View.Horizon, Generation = next.Log.Generation, Head = next.Log.Head, Marker = next.Log.Marker, Promised = state.Promised };
        }
        else if (state.Page.Generation != next.Log.Generation && !IgnoresGeneration)
        {
            next.Page = default;
            steps.Add("readSince: another generation, from the start@B", next);
            return;
        }

        ref var view = ref next.View;
        if (view.Generation != next.Page.Generation)
        {
            // Nothing of the old generation counts: complete up to the new marker, where all is void.
            view = new View { Generation = next.Log.Generation, Horizon = next.Log.Marker, Marker = next.Log.Marker, Tick = view.Tick + 1, TagTick = view.TagTick, FloorTick = view.Tick + 1, Promised = view.Promised };
            next.Page.From = next.Log.Marker;
        }

        if (!ComparesMarkerAfterMove)
        {
            RaiseMarker(ref next);
        }

        var isLast = ReadTags(ref next);
        if (isLast)
        {
            view.Horizon = Math.Max(view.Horizon, Horizon == HorizonMove.OnceToLastHead ? next.Log.Head : next.Page.Head);
            view.Promised = next.Page.Promised;
        }
        else if (Horizon == HorizonMove.EachPageToItsLastSequence)
        {
            view.Horizon = Math.Max(view.Horizon, next.Page.From);
        }
        else if (Horizon == HorizonMove.AtOnceToFirstHead)
        {
            view.Horizon = Math.Max(view.Horizon, next.Page.Head);
        }

        if (ComparesMarkerAfterMove)
        {
            RaiseMarker(ref next);
        }

        if (isLast)
        {
            next.Page = default;
        }

        steps.Add($"readSince: {(isLast ? "last page" : "page")}, horizon {view.Horizon}@B", next);
    }

    private void RaiseMarker(ref State state)
    {
        ref var view = ref state.View;
        var marker = KeepsFirstMarker ? state.Page.Marker : state.Log.Marker;
        if (marker > view.Marker)
        {
            view.Marker = marker;
            if (marker > view.Horizon)
            {
                view.FloorTick = ++view.Tick;
            }
        }
    }

    // The page: the one tag with the lowest sequence from where the last page ended, and all that share its sequence.
    private bool ReadTags(ref State state)
    {
        var (x, y) = ((int)state.Log.Tags[X], (int)state.Log.Tags[Y]);
        var from = state.Page.From;
        var hasX = x > from;
        var hasY = y > from;
        var readsX = hasX && (!hasY || x < y || (x == y && !CutsSequences));
        var readsY = hasY && (!hasX || y <= x);
        if (readsX && x > state.View.TagSequence)
        {
            state.View.TagSequence = x;
            state.View.TagTick = ++state.View.Tick;
        }

        state.Page.From = readsX ? x : readsY ? y : from;
        return !(x > state.Page.From || y > state.Page.From);
    }

    private static void EnsureLog(ref State state)
    {
        if (state.Log.Generation == 0)
        {
            state.Log = new Log { Generation = 2, Marker = state.Clock, Head = state.Clock };
            state.Clock++;
        }
    }

    private static void Disturb(in State state, Steps<State> steps)
    {
        if (state.Page.Active)
        {
            var next = state;
            next.Page = default;
            steps.Add("readSince fails between pages@B", next);
        }

        if (state.Trims > 0)
        {
            for (var tag = X; tag <= Y; tag++)
            {
                if (state.Log.Tags[tag] > 0)
                {
                    Trim(state, state.Log.Tags[tag], steps);
                }
            }
        }

        if (state.Drops > 0 && state.Log.Generation != 0)
        {
            var next = state;
            next.Log = default;
            next.Drops--;
            next.Clock = 2;
            steps.Add("server drops the log, its clock steps back", next);
        }
    }

    private static void Trim(State next, int upTo, Steps<State> steps)
    {
        next.Trims--;
        next.Log.Marker = Math.Max(next.Log.Marker, upTo);
        for (var tag = X; tag <= Y; tag++)
        {
            if (next.Log.Tags[tag] <= upTo)
            {
                next.Log.Tags[tag] = 0;
            }
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
        public Small Row, Promised, Clock, Evictions, Trims, Drops;
        public bool Committed;
        public Log Log;
        public View View;
        public Page Page;
        public Renderer Renderer, Far;
        public bool NearExists;
        public Small NearVersion, NearTick;
    }

    internal struct Log
    {
        public Small Generation, Marker, Head;
        public Two<Small> Tags;
    }

    internal struct View
    {
        public Small Generation, Horizon, Marker, TagSequence, Tick, TagTick, FloorTick, Promised;
    }

    internal struct Page
    {
        public bool Active;
        public Small Generation, From, Head, Marker, Promised;
    }

    /// <summary>A computation and, in its phase <see cref="RenderPhase.Store"/>, the far entry that it left.</summary>
    internal struct Renderer
    {
        public RenderPhase Phase;
        public Small Generation, Stamp, Tick, Version;
    }
}

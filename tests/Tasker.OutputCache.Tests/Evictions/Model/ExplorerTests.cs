using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class ExplorerTests
{
    [Fact]
    public void Explore_AllStates_CountsEachOnce()
    {
        var found = Explorer.Explore(new Grid(9, Forbidden: 255));

        Assert.Equal(100, found.States);
        Assert.Equal(Violation.None, found.Violation);
        Assert.Empty(found.Trace);
    }

    [Fact]
    public void Explore_Violation_TellsShortestTrace()
    {
        var found = Explorer.Explore(new Grid(9, Forbidden: 2));

        Assert.Equal(Violation.StaleNear, found.Violation);
        Assert.Equal(["right 1", "right 2", "serve"], found.Trace);
    }

    [Fact]
    public void Explore_MoreStatesThanLimit_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Explorer.Explore(new Grid(9, Forbidden: 255), limit: 99));

    [Fact]
    public void Explore_StateWithWideField_Throws() =>
        Assert.Throws<ArgumentException>(() => Explorer.Explore(new Padded()));

    [Fact]
    public void Small_OutOfRange_Throws() =>
        Assert.Throws<OverflowException>(() => (Small)256);

    /// <summary>Walks right and down a square; column <c>Forbidden</c> violates.</summary>
    private sealed record Grid(int Size, int Forbidden) : IModel<Grid.State>
    {
        public State Start() => default;

        public void Expand(in State state, Steps<State> steps)
        {
            steps.Serve(Served.Near, state.X == Forbidden, Violation.StaleNear, "serve");
            if (state.X < Size)
            {
                steps.Add($"right {state.X + 1}", state with { X = state.X + 1 });
            }

            if (state.Y < Size)
            {
                steps.Add($"down {state.Y + 1}", state with { Y = state.Y + 1 });
            }
        }

        internal record struct State(Small X, Small Y);
    }

    private sealed record Padded : IModel<Padded.State>
    {
        public State Start() => default;

        public void Expand(in State state, Steps<State> steps) => steps.Add("stay", state);

        internal record struct State(bool Flag, int Number);
    }
}

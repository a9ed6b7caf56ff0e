using Tasker.OutputCache.Tests.Evictions.Model;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Replay;

/// <summary>The models say what the shipped view does: random walks through a model are taken by the view and the follower, and both judge alike after every step.</summary>
/// <remarks>A walk is made from its number: what fails is repeated by running the test again.</remarks>
public sealed class ModelReplayTests
{
    private const int Walks = 1_000;
    private const int Steps = 60;

    [Fact]
    public Task NearFloor_AnyWalk_JudgesAsTheModel() => ReplayAsync(
        new NearFloorModel { Rounds = 3, OtherTags = 2 },
        static () => new NearFloorReplay(),
        ["near True", "near False", "far True", "far False", "message ignored"]);

    [Fact]
    public Task Generation_AnyWalk_JudgesAsTheModel() => ReplayAsync(
        new GenerationModel { Rounds = 3, Drops = 2 },
        static () => new GenerationReplay(),
        ["near True", "near False", "far True", "far False", "message ignored"]);

    [Fact]
    public Task SoftEviction_AnyWalk_JudgesAsTheModel() => ReplayAsync(
        new SoftEvictionModel { Evictions = 4, Computations = 4 },
        static () => new SoftEvictionReplay(),
        ["near True, computed here: True", "near False, computed here: True", "near True, computed here: False", "near False, computed here: False", "far True", "far False"]);

    private static async Task ReplayAsync<TState>(IModel<TState> model, Func<IReplay<TState>> create, string[] everySaying)
        where TState : unmanaged
    {
        var said = new List<string>();
        for (var walk = 0; walk < Walks; walk++)
        {
            var trace = new List<string>();
            try
            {
                await WalkAsync(model, create(), new Random(walk), trace, said);
            }
            catch (Exception exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"Walk {walk}: {string.Join(" | ", trace)}: {exception.Message}");
            }
        }

        // A walk that meets no entry, or none that is void, compares nothing.
        var counts = said.CountBy(static saying => saying).ToDictionary();
        Assert.All(everySaying, saying => Assert.True(counts.GetValueOrDefault(saying) > 100, $"'{saying}' was said {counts.GetValueOrDefault(saying)} times."));
    }

    private static async Task WalkAsync<TState>(IModel<TState> model, IReplay<TState> replay, Random random, List<string> trace, List<string> said)
        where TState : unmanaged
    {
        await replay.BeginAsync();
        var state = model.Start();
        replay.Check(state, said);
        var steps = new Steps<TState> { Tracing = true };
        for (var step = 0; step < Steps; step++)
        {
            steps.Clear();
            model.Expand(state, steps);
            var index = random.Next(steps.Next.Count);
            var next = steps.Next[index];
            trace.Add(steps.Labels[index]);
            await replay.StepAsync(steps.Labels[index], state, next);
            replay.Check(next, said);
            state = next;
        }
    }
}

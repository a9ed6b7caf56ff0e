using Tasker.Caching.Guards;
using Xunit;
using static Tasker.OutputCache.Tests.Tiers.EngineNode;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>A simulation decides on chance and threads: nothing in the engine goes past its surroundings.</summary>
/// <remarks>What goes on at once does so on a thread of the pool: that of a test has a context of its own.</remarks>
public sealed class EngineEnvironmentTests : EngineTests
{
    private readonly ScriptedEnvironment _environment = new();

    [Fact]
    public void LifeOf_Jitter_IsOfTheSurroundings()
    {
        var node = NewNode(static options => options.Resources["analytics"].TtlJitterPercent = 10, _environment);
        var settings = node.Resources.Get("analytics");

        Assert.Equal(TimeSpan.FromSeconds(57), node.Engine.LifeOf(settings, settings.Ttl).Fresh);
    }

    [Fact]
    public async Task Complete_Fill_WaitsForItsTurn()
    {
        var node = await AttachedAsync();
        var work = node.Work();
        await node.LookupAsync(work);
        Assert.True(await node.Far.RenewLeaseAsync("k", new FarLease("token 1", TimeSpan.FromMinutes(1)), Token));

        Assert.True(node.Store(work, "v"));

        Assert.Equal(0, node.Far.Fills.Calls);
        await Task.Run(_environment.GoOn, Token);
        Assert.Equal(1, node.Far.Fills.Calls);
        Assert.False(node.Far.IsLeased("k"));
    }

    [Fact]
    public async Task Complete_OthersWait_TheyGoOnBeforeItReturns()
    {
        var node = await AttachedAsync();
        var leader = node.Work();
        await node.LookupAsync(leader);
        var waiting = node.Engine.LookupAsync(node.Work(), Token).AsTask();
        Assert.False(waiting.IsCompleted);

        Assert.True(await Task.Run(() => node.Store(leader, "v"), Token));

        Assert.True(waiting.IsCompleted);
        Assert.Equal("v", TextOf(await waiting));
    }

    // One that goes on where it is would do so under the locks of its caller.
    [Fact]
    public void Yield_TurnHasComeAlready_LeavesTheStackAllTheSame() =>
        Assert.False(EngineEnvironment.Process.Yield().GetAwaiter().IsCompleted);

    private async Task<EngineNode> AttachedAsync()
    {
        var node = NewNode(configure: null, _environment);
        await node.Evictions.AttachAsync();
        return node;
    }

    private sealed class ScriptedEnvironment : EngineEnvironment
    {
        private readonly List<TaskCompletionSource> _yielded = [];
        private int _tokens;

        // One thread is enough for a simulation.
        public override TaskCreationOptions Continuations => TaskCreationOptions.None;

        public override double NextDouble() => 0.5;

        public override string NewToken() => $"token {++_tokens}";

        protected override Task NextTurnAsync()
        {
            var yielded = new TaskCompletionSource();
            _yielded.Add(yielded);
            return yielded.Task;
        }

        public void GoOn()
        {
            foreach (var yielded in _yielded.ToArray())
            {
                yielded.TrySetResult();
            }
        }
    }
}

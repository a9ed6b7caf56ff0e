using Tasker.Caching.Simulation.Scheduling;

namespace Tasker.Caching.Simulation.Nodes;

/// <summary>The surroundings of a node's engine.</summary>
internal sealed class SimEnvironment(Simulator simulator, SimRandom random) : EngineEnvironment
{
    public override TaskCreationOptions Continuations => TaskCreationOptions.None;

    public override double NextDouble() => random.NextDouble();

    public override string NewToken() => simulator.NewGuid().ToString("N");

    protected override Task NextTurnAsync() => simulator.DelayAsync(simulator.Turn());

    public override async Task<T> RunDetachedAsync<T>(Func<Task<T>> work)
    {
        await simulator.DelayAsync(simulator.Turn());
        return await work();
    }
}

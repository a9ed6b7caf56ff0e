namespace Tasker.Caching.Simulation.Scheduling;

/// <summary>Where everything goes on that has waited: in a step of the process that it belongs to.</summary>
internal sealed class SimContext(Simulator simulator) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => simulator.After(0, static posted => ((Posted)posted!).Run(), new Posted(d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    private sealed record Posted(SendOrPostCallback Callback, object? State)
    {
        public void Run() => Callback(State);
    }
}

using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>What can go wrong with a host process.</summary>
public static class HostFaults
{
    /// <summary>Returns the faults of a host: killed (and started again on the same port), paused.</summary>
    public static IReadOnlyList<Fault> Faults(this HostProcess host) =>
        [
            new(host.Address.Authority, "killed", host.KillAsync, () => host.IsRunning ? Task.CompletedTask : host.RestartAsync()),
            new(host.Address.Authority, "paused", host.PauseAsync, () => host.IsRunning ? host.ResumeAsync() : Task.CompletedTask),
        ];
}

using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>Prometheus's own tool for rules. <c>build/prerequisites.sh</c> installs it.</summary>
internal static class Promtool
{
    /// <summary>Runs it in the folder of the dashboards.</summary>
    public static async Task<(int? ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = await ChildProcess.StartAsync(new ChildProcessStart("promtool", arguments) { WorkingDirectory = DashboardFiles.Folder });
        await process.WaitForExitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, process.Output.Text);
    }
}

using System.Net;
using System.Net.Sockets;

namespace Tasker.Analytics.Tests.Processes;

/// <summary>What somebody reads who starts the sample twice.</summary>
public sealed class TakenPortTests
{
    [Fact]
    public async Task Start_PortIsTaken_SaysSoLastAndBlamesNothingElse()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var folder = Directory.CreateTempSubdirectory("tasker-port-");
        try
        {
            await using var process = await SampleProcess.StartAsync("Tasker.Analytics.dll", "--urls http://localhost:5081", new Dictionary<string, string?>
            {
                ["ASPNETCORE_URLS"] = $"http://{other.LocalEndpoint}",
                ["Tasker__Database"] = Path.Combine(folder.FullName, "tasker.db"),
            });
            await process.WaitForExitAsync(SampleProcess.Patience);

            Assert.Equal(1, process.ExitCode);
            Assert.Contains("address already in use", process.Output.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("BackgroundService failed", process.Output.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Unhandled exception", process.Output.Text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

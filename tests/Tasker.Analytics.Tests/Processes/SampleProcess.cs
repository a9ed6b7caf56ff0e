using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.Analytics.Tests.Processes;

/// <summary>A sample in a process of its own, over a PostgreSQL and a Redis.</summary>
internal static class SampleProcess
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Starts a sample, and waits until it has logged a text.</summary>
    public static async Task<ChildProcess> StartAsync(string assembly, string untilItLogs, Dictionary<string, string?> environment)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var process = await ChildProcess.StartAsync(new ChildProcessStart(dotnet, [Path.Combine(AppContext.BaseDirectory, assembly)])
        {
            Environment = new Dictionary<string, string?>(environment)
            {
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["Tasker__Seed__Tasks"] = "20000",
                ["Tasker__Seed__Days"] = "2",
                ["Tasker__Worker__Namespaces__0"] = "payments",
            },
        });

        try
        {
            await WaitForAsync(process, untilItLogs);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public static async Task WaitForAsync(ChildProcess process, string text)
    {
        try
        {
            await Eventually.Async(() => process.HasExited || process.Output.Text.Contains(text, StringComparison.Ordinal), Patience, $"the sample logs '{text}'", TestContext.Current.CancellationToken);
            if (process.HasExited)
            {
                // What it has said last may still be on its way.
                await process.WaitForExitAsync(Patience);
            }

            Assert.Contains(text, process.Output.Text, StringComparison.Ordinal);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} Its output:\n{process.Output.Text}", exception);
        }
    }
}

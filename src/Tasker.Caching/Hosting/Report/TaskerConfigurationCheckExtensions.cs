using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Coverage;
using Tasker.Caching.Engine;

namespace Microsoft.Extensions.Hosting;

/// <summary>Checks the configuration of the cache from the command line: <c>dotnet run -- config check</c>.</summary>
public static class TaskerConfigurationCheckExtensions
{
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(15);

    /// <summary>Prints what is in force, where each value comes from and what is wrong, if the arguments ask for it.</summary>
    /// <param name="host">The host, built and not started.</param>
    /// <param name="args">The arguments of the program. They ask for it if they contain <c>config check</c>.</param>
    /// <param name="output">Where to print; by default the console.</param>
    /// <returns>The exit code, which is 1 if anything is wrong; <see langword="null"/> if the arguments ask for something else.</returns>
    public static int? CheckTaskerConfiguration(this IHost host, string[] args, TextWriter? output = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(args);
        if (args.Length < 2 || args[0] != "config" || args[1] != "check")
        {
            return null;
        }

        var report = host.Services.GetRequiredService<ConfigurationReporter>().Report();
        var triggers = CheckTriggers(host.Services);
        report = report with { Problems = [.. report.Problems, .. triggers.SelectMany(static found => found.FindProblems())] };
        Print(report, [.. triggers.SelectMany(static found => found.Triggers)], output ?? Console.Out);
        return report.Problems.Count == 0 ? 0 : 1;
    }

    // A program that only checks has nothing else to do meanwhile.
    private static TriggerReport[] CheckTriggers(IServiceProvider services)
    {
        using var timeout = new CancellationTokenSource(LongestCheck, services.GetRequiredService<TimeProvider>());
        return Task.WhenAll(services.GetServices<ITriggerCheck>().Select(check => Task.Run(() => check.CheckAsync(timeout.Token)))).GetAwaiter().GetResult();
    }

    private static void Print(ConfigurationReport report, CheckedTrigger[] triggers, TextWriter output)
    {
        output.WriteLine(report.Section is null ? "No section of the cache was found: everything is default." : $"[{report.Section}]");
        var keys = report.Settings.Max(static setting => setting.Key.Length);
        var values = Math.Min(60, report.Settings.Max(static setting => setting.Value.Length));
        foreach (var setting in report.Settings)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{setting.Key.PadRight(keys)}  {setting.Value.PadRight(values)}  # {setting.Source}"));
        }

        foreach (var trigger in triggers.Where(static trigger => trigger.State is TriggerState.InOrder or TriggerState.Extra))
        {
            output.WriteLine($"# {trigger.Problem ?? $"The triggers of table {trigger.Table} for {trigger.Resource} are in order."}");
        }

        output.WriteLine();
        output.WriteLine(report.Problems.Count switch
        {
            0 => "No problems.",
            1 => "1 problem:",
            var count => $"{count} problems:",
        });
        foreach (var problem in report.Problems)
        {
            output.WriteLine($"- {problem}");
        }
    }
}

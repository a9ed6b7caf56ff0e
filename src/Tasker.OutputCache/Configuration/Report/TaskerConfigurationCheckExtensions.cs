using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Configuration;

namespace Microsoft.Extensions.Hosting;

/// <summary>Checks the configuration of the cache from the command line: <c>dotnet run -- config check</c>.</summary>
public static class TaskerConfigurationCheckExtensions
{
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
        Print(report, output ?? Console.Out);
        return report.Problems.Count == 0 ? 0 : 1;
    }

    private static void Print(ConfigurationReport report, TextWriter output)
    {
        output.WriteLine(report.Section is null ? "No section of the cache was found: everything is default." : $"[{report.Section}]");
        var keys = report.Settings.Max(static setting => setting.Key.Length);
        var values = Math.Min(60, report.Settings.Max(static setting => setting.Value.Length));
        foreach (var setting in report.Settings)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{setting.Key.PadRight(keys)}  {setting.Value.PadRight(values)}  # {setting.Source}"));
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

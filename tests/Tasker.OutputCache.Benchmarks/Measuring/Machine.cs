using System.Globalization;
using System.Runtime.InteropServices;

namespace Tasker.OutputCache.Benchmarks.Measuring;

/// <summary>Where and when figures were measured.</summary>
internal static class Machine
{
    /// <summary>A program: what stands once above all figures.</summary>
    public static int Describe(string[] args)
    {
        Console.WriteLine($"{Processor()}, {Environment.ProcessorCount} cores; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}.");
        return 0;
    }

    /// <summary>What stands above each table. The load says how far to trust it.</summary>
    public static void Print(string title)
    {
        Console.WriteLine();
        Console.WriteLine($"**{title}.** {DateTime.UtcNow.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC; load average {Load()}.");
        Console.WriteLine();
    }

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        var line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Load()
    {
        const string Average = "/proc/loadavg";
        return File.Exists(Average) ? File.ReadAllText(Average).Split(' ')[0] : "unknown";
    }
}

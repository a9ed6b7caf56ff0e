using System.Globalization;

namespace Tasker.OutputCache.Integration.Tests.Soak;

/// <summary>What a soak is told by <c>build/soak.sh</c>; without it, the short form in the suite.</summary>
internal sealed record SoakOptions
{
    public string Backend { get; init; } = "redis";

    public int Instances { get; init; } = 3;

    public int Seed { get; init; } = Random.Shared.Next(1_000_000);

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets how long a round is. After each, everything is healed and what was recorded is checked.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the file that gets the report; null for none.</summary>
    public string? ReportFile { get; init; }

    public static SoakOptions FromEnvironment()
    {
        var options = new SoakOptions { ReportFile = Variable("REPORT") };
        return options with
        {
            Backend = Variable("BACKEND") ?? options.Backend,
            Instances = Variable("INSTANCES") is { } instances ? int.Parse(instances, CultureInfo.InvariantCulture) : options.Instances,
            Seed = Variable("SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : options.Seed,
            Duration = Variable("MINUTES") is { } minutes ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)) : options.Duration,
        };
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable($"TASKER_SOAK_{name}") is { Length: > 0 } value ? value : null;
}

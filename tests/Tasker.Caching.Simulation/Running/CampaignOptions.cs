using System.Globalization;

namespace Tasker.Caching.Simulation.Running;

/// <summary>Which seeds to run, and for how long.</summary>
/// <param name="Seed">The first seed.</param>
/// <param name="Seeds">How many, at most.</param>
/// <param name="Minutes">For how long, at most.</param>
/// <param name="Reads">About how many reads a seed makes; zero leaves that to its plan.</param>
/// <param name="Shows">Whether the trace of the first seed is printed, whatever comes of it.</param>
/// <param name="Shrinks">Whether a plan that fails is made shorter, and its trace printed.</param>
internal sealed record CampaignOptions(ulong Seed, long Seeds, double Minutes, int Reads, bool Shows, bool Shrinks)
{
    public static CampaignOptions Parse(string[] arguments)
    {
        var options = new CampaignOptions(1, long.MaxValue, 1, 0, false, true);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--seed" => options with { Seed = ulong.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--seeds" => options with { Seeds = long.Parse(arguments[++i], CultureInfo.InvariantCulture), Minutes = double.MaxValue },
                "--minutes" => options with { Minutes = double.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--reads" => options with { Reads = ReadsOf(arguments[++i]) },
                "--quick" => options with { Shrinks = false },
                "--show" => options with { Shows = true, Seeds = 1 },
                _ => throw new ArgumentException($"'{arguments[i]}' is none of --seed S, --seeds N, --minutes M, --reads R, --show, --quick."),
            };
        }

        return options;
    }

    private static int ReadsOf(string text) =>
        int.Parse(text, CultureInfo.InvariantCulture) is > 0 and var reads ? reads : throw new ArgumentException($"--reads must be greater than zero, but is {text}.");
}

using System.Globalization;

namespace Tasker.Caching.Simulation.Running;

/// <summary>Which seeds to run, and for how long.</summary>
/// <param name="Seed">The first seed.</param>
/// <param name="Seeds">How many, at most.</param>
/// <param name="Minutes">For how long, at most.</param>
/// <param name="Shows">Whether the trace of the first seed is printed, whatever comes of it.</param>
/// <param name="Shrinks">Whether a plan that fails is made shorter, and its trace printed.</param>
internal sealed record CampaignOptions(ulong Seed, long Seeds, double Minutes, bool Shows, bool Shrinks)
{
    public static CampaignOptions Parse(string[] arguments)
    {
        var options = new CampaignOptions(1, long.MaxValue, 1, false, true);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--seed" => options with { Seed = ulong.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--seeds" => options with { Seeds = long.Parse(arguments[++i], CultureInfo.InvariantCulture), Minutes = double.MaxValue },
                "--minutes" => options with { Minutes = double.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--quick" => options with { Shrinks = false },
                "--show" => options with { Shows = true, Seeds = 1 },
                _ => throw new ArgumentException($"'{arguments[i]}' is none of --seed S, --seeds N, --minutes M, --show, --quick."),
            };
        }

        return options;
    }
}

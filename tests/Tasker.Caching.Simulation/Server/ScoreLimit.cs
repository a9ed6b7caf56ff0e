using System.Globalization;

namespace Tasker.Caching.Simulation.Server;

/// <summary>One end of a range of scores, as commands write it.</summary>
internal readonly record struct ScoreLimit(double Score, bool IsExclusive)
{
    public static ScoreLimit Parse(string text) =>
        text switch
        {
            "+inf" => new ScoreLimit(double.PositiveInfinity, false),
            "-inf" => new ScoreLimit(double.NegativeInfinity, false),
            ['(', .. var rest] => new ScoreLimit(double.Parse(rest, CultureInfo.InvariantCulture), true),
            _ => new ScoreLimit(double.Parse(text, CultureInfo.InvariantCulture), false),
        };
}

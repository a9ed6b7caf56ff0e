using System.Globalization;

namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>What a nemesis did, and when.</summary>
/// <param name="Timestamp">A value of <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>, to be compared with a history.</param>
/// <param name="Elapsed">The time since the nemesis' start.</param>
/// <param name="What">"injected", "healed", or what failed.</param>
public sealed record NemesisEvent(long Timestamp, TimeSpan Elapsed, string Target, string Fault, string What)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,8:0.000} s  {Target}: {Fault} {What}");
}

using System.Text.Json.Serialization;

namespace Tasker.Analytics.Analytics;

/// <summary>What ended within one hour.</summary>
public sealed record HourOfThroughput
{
    public DateTimeOffset Hour => DateTimeOffset.FromUnixTimeMilliseconds(HourMs);

    public long Complete { get; init; }

    public long Error { get; init; }

    [JsonIgnore]
    public long HourMs { get; init; }
}

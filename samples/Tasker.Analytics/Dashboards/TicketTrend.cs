using System.Text.Json.Serialization;

namespace Tasker.Analytics.Dashboards;

public sealed record TicketTrend
{
    public DateOnly Day => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(DayNumber));

    public long Opened { get; init; }

    public long Closed { get; init; }

    [JsonIgnore]
    public long DayNumber { get; init; }
}

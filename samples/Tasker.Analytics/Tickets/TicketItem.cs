using System.Text.Json.Serialization;

namespace Tasker.Analytics.Tickets;

public sealed record TicketItem
{
    public long TicketId { get; init; }

    public string Kind { get; init; } = "";

    public string Title { get; init; } = "";

    public string Priority { get; init; } = "";

    public string Status { get; init; } = "";

    public DateTimeOffset UpdatedAt => DateTimeOffset.FromUnixTimeMilliseconds(UpdatedAtMs);

    [JsonIgnore]
    public long UpdatedAtMs { get; init; }
}

using System.Text.Json.Serialization;

namespace Tasker.Analytics.Tasks;

public sealed record TaskListItem
{
    public long TaskId { get; init; }

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string Tenant { get; init; } = "";

    public string State { get; init; } = "";

    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs);

    public DateTimeOffset? CompletedAt => CompletedAtMs is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>Gets where the task may go from here.</summary>
    public IReadOnlyList<string> Next => TaskState.After(State);

    [JsonIgnore]
    public long CreatedAtMs { get; init; }

    [JsonIgnore]
    public long? CompletedAtMs { get; init; }
}

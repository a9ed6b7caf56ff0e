using System.Text.Json.Serialization;

namespace Tasker.OutputCache.Cli.Administration;

/// <summary>What <c>GET triggers</c> says.</summary>
internal sealed record Triggers
{
    public bool Checked { get; set; }

    public bool InOrder { get; set; }

    [JsonPropertyName("triggers")]
    public TableTriggers[] Tables { get; set; } = [];

    public string[] Failures { get; set; } = [];
}

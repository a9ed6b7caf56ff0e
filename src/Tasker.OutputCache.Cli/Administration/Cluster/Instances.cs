using System.Text.Json.Serialization;

namespace Tasker.OutputCache.Cli.Administration.Cluster;

/// <summary>What <c>GET instances</c> says of the deployment.</summary>
internal sealed record Instances
{
    public string[] Notes { get; set; } = [];

    [JsonPropertyName("instances")]
    public Instance[] List { get; set; } = [];

    public InstanceSum Sum { get; set; } = new();
}

namespace Tasker.OutputCache.Cli.Administration;

/// <summary>What has happened to the requests of a resource.</summary>
internal sealed record ResourceStatistics
{
    public string Name { get; set; } = string.Empty;

    public EndpointStatistics[] Endpoints { get; set; } = [];
}

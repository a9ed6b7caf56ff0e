namespace Tasker.OutputCache.Cli.Administration;

/// <summary>What <c>GET status</c> says of a node.</summary>
internal sealed record Status
{
    public string Node { get; set; } = string.Empty;

    public bool Enabled { get; set; }

    public string Backend { get; set; } = string.Empty;

    public bool Shared { get; set; }

    public bool Healthy { get; set; }

    public bool Attached { get; set; }

    public string Circuit { get; set; } = string.Empty;

    public int Journal { get; set; }

    public double? HorizonLagSeconds { get; set; }

    public int Entries { get; set; }

    public long Bytes { get; set; }

    public int Computations { get; set; }

    public int Waiting { get; set; }

    public WarmUp? WarmUp { get; set; }

    public Feed[] Feeds { get; set; } = [];

    public string[] Limits { get; set; } = [];

    public string[] Problems { get; set; } = [];
}

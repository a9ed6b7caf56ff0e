namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>A node.</summary>
/// <param name="Name">Its machine and process.</param>
/// <param name="Self">Whether it is the one that answers.</param>
/// <param name="Attached">Whether it is in touch with the eviction log.</param>
/// <param name="HorizonLagSeconds">How long ago it last read the log; null if it never has.</param>
/// <param name="StartedAt">When it started.</param>
internal sealed record NodeBody(string Name, bool Self, bool Attached, double? HorizonLagSeconds, DateTimeOffset StartedAt);

namespace Tasker.Analytics.Seeding;

/// <summary>How much history the sample starts with: <c>Tasker:Seed</c>.</summary>
public sealed class SeedOptions
{
    /// <summary>Gets or sets the number of task executions.</summary>
    public int Tasks { get; set; } = 200_000;

    /// <summary>Gets or sets over how many days before now they are spread.</summary>
    public int Days { get; set; } = 14;

    /// <summary>Gets or sets what the random numbers start from: the same number, the same history.</summary>
    public long Random { get; set; } = 20260101;
}

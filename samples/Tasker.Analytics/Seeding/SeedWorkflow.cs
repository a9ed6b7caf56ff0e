namespace Tasker.Analytics.Seeding;

/// <param name="Weight">How often it runs, beside the other workflows of its namespace.</param>
internal sealed record SeedWorkflow(string Name, string Version, int Weight, SeedStep[] Steps);

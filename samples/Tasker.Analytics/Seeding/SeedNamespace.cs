namespace Tasker.Analytics.Seeding;

/// <param name="Share">How much of all tasks it has, of 1.</param>
internal sealed record SeedNamespace(string Name, string Description, double Share, SeedWorkflow[] Workflows);

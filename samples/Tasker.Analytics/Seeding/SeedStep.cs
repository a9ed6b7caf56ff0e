namespace Tasker.Analytics.Seeding;

/// <param name="Median">In milliseconds.</param>
/// <param name="Spread">How long the tail of its durations is.</param>
internal sealed record SeedStep(string Name, double Median, double Spread);

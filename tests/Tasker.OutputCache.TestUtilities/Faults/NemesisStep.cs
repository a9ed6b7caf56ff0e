namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>A planned fault: when it begins and when it ends, counted from the nemesis' start.</summary>
public sealed record NemesisStep(TimeSpan Start, TimeSpan End, Fault Fault);

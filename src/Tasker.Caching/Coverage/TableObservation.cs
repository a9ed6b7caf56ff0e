namespace Tasker.Caching.Coverage;

/// <summary>What the host says of observing tables.</summary>
internal sealed record TableObservation(bool IsOn);

namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>A read that must not have been.</summary>
public sealed record HistoryViolation(ReadOperation Read, string Reason)
{
    public override string ToString() => $"{Reason}: {Read}";
}

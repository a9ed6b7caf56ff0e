using System.Globalization;

namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>What was found in a history.</summary>
public sealed record HistoryReport
{
    private const int ViolationsShown = 20;

    public required int Commits { get; init; }

    public required int Evictions { get; init; }

    public required int Reads { get; init; }

    /// <summary>Gets how many reads showed something that an eviction had covered, for however short a time.</summary>
    public required int StaleReads { get; init; }

    /// <summary>Gets the longest time between an eviction's return and the start of a read that still saw what was evicted.</summary>
    public required TimeSpan LargestStaleness { get; init; }

    /// <summary>Gets the read of <see cref="LargestStaleness"/>; null when no read was stale.</summary>
    public required ReadOperation? StalestRead { get; init; }

    public required IReadOnlyList<HistoryViolation> Violations { get; init; }

    /// <summary>Gets how many reads came from each source.</summary>
    public required IReadOnlyDictionary<string, int> Sources { get; init; }

    public bool IsValid => Violations.Count == 0;

    /// <summary>Returns the report as a text: what to print beside a test, and to show when it fails.</summary>
    public override string ToString()
    {
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{Commits} commits, {Evictions} evictions, {Reads} reads ({StaleReads} stale), largest staleness {LargestStaleness.TotalMilliseconds:0.###} ms");
        var stalest = StalestRead is null ? string.Empty : $"\nstalest: {StalestRead}";
        var violations = string.Concat(Violations.Take(ViolationsShown).Select(violation => $"\n{violation}"));

        return $"{summary}{stalest}\n{Violations.Count} violations{violations}";
    }
}

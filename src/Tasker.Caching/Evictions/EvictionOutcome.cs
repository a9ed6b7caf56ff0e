using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What became of an eviction, and why something of it was refused.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Reason">Why something was refused, as sentences; <see langword="null"/> if nothing was.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct EvictionOutcome(EvictionResult Result, string? Reason)
{
    // A thousand tags with the same mistake need not be listed.
    private const int MaximumReasons = 5;

    internal static EvictionOutcome Of(EvictionResult result, List<string> reasons)
    {
        if (reasons.Count == 0)
        {
            return new(result, null);
        }

        var distinct = reasons.Distinct(StringComparer.Ordinal).ToList();
        var text = string.Join(' ', distinct.Take(MaximumReasons));
        return new(EvictionResult.Refused, distinct.Count > MaximumReasons ? $"{text} Refused besides: {distinct.Count - MaximumReasons}." : text);
    }
}

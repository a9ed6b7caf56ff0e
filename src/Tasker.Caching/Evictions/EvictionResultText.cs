using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The words for results in metrics, in the history and in answers of the administration.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class EvictionResultText
{
    /// <summary>Gets the name that meters and pages use.</summary>
    public static string Of(EvictionResult result) => result switch
    {
        EvictionResult.Confirmed => "confirmed",
        EvictionResult.Journaled => "journaled",
        _ => "refused",
    };

    /// <summary>Returns the result of two evictions together: that of the one that came less far.</summary>
    internal static EvictionResult Worse(EvictionResult one, EvictionResult other) => one > other ? one : other;
}

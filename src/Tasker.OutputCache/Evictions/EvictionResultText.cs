namespace Tasker.OutputCache.Evictions;

/// <summary>The words for results in metrics, in the history and in answers of the administration.</summary>
internal static class EvictionResultText
{
    public static string Of(EvictionResult result) => result switch
    {
        EvictionResult.Confirmed => "confirmed",
        EvictionResult.Journaled => "journaled",
        _ => "refused",
    };

    /// <summary>Returns the result of two evictions together: that of the one that came less far.</summary>
    public static EvictionResult Worse(EvictionResult one, EvictionResult other) => one > other ? one : other;
}

namespace Tasker.OutputCache.Revalidation;

/// <summary>What the verification of a hit has come to.</summary>
internal static class VerificationResult
{
    public const string Same = "same";

    /// <summary>It is another one now, nothing has evicted it, and nothing was on its way.</summary>
    public const string Forgotten = "forgotten";

    /// <summary>In shadow mode: the handler says something else, and the entry would still be served.</summary>
    public const string Different = "different";

    /// <summary>It was evicted meanwhile, as it should be, or it can't be told: the log is out of reach.</summary>
    public const string Evicted = "evicted";

    /// <summary>No two computations agree: the handler tells the time, or the data changes all the while.</summary>
    public const string Varies = "varies";

    /// <summary>It could not be computed, or what was computed can't be stored.</summary>
    public const string Failed = "failed";
}

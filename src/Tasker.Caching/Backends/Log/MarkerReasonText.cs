namespace Tasker.Caching.Backends;

/// <summary>Says for a log line why a log was begun again.</summary>
public static class MarkerReasonText
{
    /// <summary>Gets the reason as a part of a sentence.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The text.</returns>
    public static string Of(MarkerReason reason) => reason switch
    {
        MarkerReason.NewLog => "there was none: a first start, a restart without its data, a flush, or want of memory",
        MarkerReason.PrimaryChanged => "the server was restarted, or another one is the primary now, and evictions may be missing",
        MarkerReason.LogRolledBack => "it ended before what this node has read of it: it was set back",
        MarkerReason.Damaged => "what stood under its name was no log",
        _ => reason.ToString(),
    };
}

namespace Tasker.OutputCache.Evictions;

/// <summary>Says in a log line why a log was begun anew.</summary>
internal static class MarkerReasonText
{
    public static string Of(MarkerReason reason) => reason switch
    {
        MarkerReason.NewLog => "there was none: a first start, a restart without its data, a flush, or want of memory",
        MarkerReason.OtherReign => "the server was restarted, or another one is the primary now, and evictions may be missing",
        MarkerReason.SetBack => "it ended before what this node has read of it: it was set back",
        MarkerReason.Damaged => "what stood under its name was no log",
        _ => reason.ToString(),
    };
}

using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Tasker.Caching.EntityFrameworkCore.Transactions;

/// <summary>Tells failures after which nothing was committed from those after which it is unknown.</summary>
internal static class CommitOutcome
{
    // Connection lost, resources gone, shut down, system error, internal error: the server may have committed before.
    private static readonly string[] UnknownClasses = ["08", "53", "57", "58", "XX"];
    private const string CompletionUnknown = "40003";

    /// <summary>Says whether the server itself has refused.</summary>
    public static bool IsRefusal(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException { SqlState: { Length: 5 } state })
            {
                return state != CompletionUnknown && Array.IndexOf(UnknownClasses, state[..2]) < 0;
            }
        }

        // No row had the expected version: the server has answered, and was not the one to fail.
        return exception is DbUpdateConcurrencyException;
    }
}

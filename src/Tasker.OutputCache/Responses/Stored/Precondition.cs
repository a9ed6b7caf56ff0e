using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses.Stored;

/// <summary>Evaluates the conditions of a request for a response that is held (RFC 9110, section 13.2.2).</summary>
internal static class Precondition
{
    /// <summary>Finds the status that the conditions lead to, or zero if they let the response through.</summary>
    public static int FindStatus(IHeaderDictionary request, StoredResponse response, Representation selected)
    {
        if (request.IfMatch.Count > 0)
        {
            if (!(request.IfMatch is ["*"] || response.IsNamedBy(request.IfMatch)))
            {
                return StatusCodes.Status412PreconditionFailed;
            }
        }
        else if (request.IfUnmodifiedSince is [{ } unmodified] && response.LastModified > Parse(unmodified))
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        if (request.IfNoneMatch.Count > 0)
        {
            return request.IfNoneMatch is ["*"] || (selected.Tag is { } tag && EntityTag.IsIn(request.IfNoneMatch, tag, isWeak: true))
                ? StatusCodes.Status304NotModified
                : 0;
        }

        return request.IfModifiedSince is [{ } modified] && response.LastModified <= Parse(modified) ? StatusCodes.Status304NotModified : 0;
    }

    // Nothing compares with a date that is none.
    private static DateTimeOffset? Parse(string text) => HeaderUtilities.TryParseDate(text, out var date) ? date : null;

    /// <summary>Tells whether a part of the body may be sent: the client has the other parts of the very same one (RFC 9110, section 13.1.5).</summary>
    public static bool AllowsPart(IHeaderDictionary request, CachedEntry entry, StoredResponse response) => request.IfRange switch
    {
        [] => true,
        [{ } text] when EntityTag.IsWellFormed(text) => response.Identity.Tag is { } tag && EntityTag.Equals(text, tag, isWeak: false),

        // A date is exact if nothing can have changed once more in its second.
        [{ } text] => Parse(text) is { } date && date == response.LastModified && date <= entry.Created - TimeSpan.FromSeconds(1),
        _ => false,
    };
}

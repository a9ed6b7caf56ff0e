using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Responses;

/// <summary>Tells caches in front of the host that a response is not for everybody.</summary>
internal static class PrivateResponse
{
    /// <summary>What we say. An instance of its own: by its reference it is told from what the host writes.</summary>
    public static readonly string Directive = new("private".AsSpan());

    /// <summary>Says <c>Cache-Control: private</c> in a response that is one tenant's or one user's, unless it says something itself.</summary>
    /// <remarks>Call it after the response was judged: our own word is no reason against storing.</remarks>
    public static void Mark(HttpContext context, CachePartition partition)
    {
        var headers = context.Response.Headers;
        if (headers.CacheControl.Count == 0 && IsPersonal(context, partition))
        {
            headers.CacheControl = Directive;
        }
    }

    // Without a partition, the answer to an identified client is for this client only: our own cache does not share it either.
    private static bool IsPersonal(HttpContext context, CachePartition partition) => partition switch
    {
        CachePartition.Everyone => false,
        CachePartition.Anonymous => RequestUser.IsAuthenticated(context) || context.Request.Headers.Authorization.Count > 0,
        _ => true,
    };

    /// <summary>Returns what of a <c>Cache-Control</c> header is not <see cref="Mark"/>'s own.</summary>
    public static StringValues WithoutMark(StringValues cacheControl) =>
        cacheControl.Count == 0 || !cacheControl.Any(IsMark) ? cacheControl
        : cacheControl.Count == 1 ? StringValues.Empty
        : new StringValues([.. cacheControl.Where(static value => !IsMark(value))]);

    private static bool IsMark(string? value) => ReferenceEquals(value, Directive);
}

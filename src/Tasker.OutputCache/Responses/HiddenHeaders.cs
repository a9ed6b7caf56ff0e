using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tasker.OutputCache.Responses;

/// <summary>Headers of a request that are kept from others until its response starts.</summary>
internal sealed class HiddenHeaders
{
    private readonly HttpRequest _request;
    private readonly List<KeyValuePair<string, StringValues>> _headers = [];

    private HiddenHeaders(HttpRequest request) => _request = request;

    /// <summary>Hides from a handler what would make its response one for this client only, and not for all who wait for it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="keepsEncodings">Whether the response may vary by the encodings that the client accepts: they are part of its key.</param>
    public static void HideFromHandler(HttpContext context, bool keepsEncodings)
    {
        HiddenHeaders? hidden = null;

        // Neither does a compression outside encode it: it would note that in the headers that are stored.
        if (!keepsEncodings)
        {
            Hide(context, HeaderNames.AcceptEncoding, ref hidden);
        }

        Hide(context, HeaderNames.IfNoneMatch, ref hidden);
        Hide(context, HeaderNames.IfModifiedSince, ref hidden);
    }

    /// <summary>Keeps a middleware from compressing what the cache sends as it is, again for every request and under the same entity tag.</summary>
    public static void HideFromCompression(HttpContext context)
    {
        if (context.Request.Headers.AcceptEncoding.Count > 0 && context.Features[typeof(IHttpsCompressionFeature)] is not null)
        {
            HiddenHeaders? hidden = null;
            Hide(context, HeaderNames.AcceptEncoding, ref hidden);
        }
    }

    /// <summary>Hides conditions that were evaluated already.</summary>
    public static void HideConditions(HttpContext context)
    {
        HiddenHeaders? hidden = null;
        Hide(context, HeaderNames.IfNoneMatch, ref hidden);
        Hide(context, HeaderNames.IfModifiedSince, ref hidden);
    }

    private static void Hide(HttpContext context, string name, ref HiddenHeaders? hidden)
    {
        if (!context.Request.Headers.Remove(name, out var values) || values.Count == 0)
        {
            return;
        }

        if (hidden is null)
        {
            hidden = new HiddenHeaders(context.Request);
            context.Response.OnStarting(static state => ((HiddenHeaders)state).RestoreAsync(), hidden);
        }

        hidden._headers.Add(new(name, values));
    }

    private Task RestoreAsync()
    {
        foreach (var (name, values) in _headers)
        {
            _request.Headers[name] = values;
        }

        return Task.CompletedTask;
    }
}

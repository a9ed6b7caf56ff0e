using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses.Stored;

/// <summary>Selects what a request gets of a stored response. Both ways of serving use it.</summary>
internal sealed class ResponseSelector(NearTier near)
{
    /// <summary>Selects the representation of a response for a request. Does not wait, and allocates nothing for what was selected before.</summary>
    /// <remarks>Parts of a body are made for every request. A client that refuses an unencoded body may wait while another request makes an encoded one.</remarks>
    public SelectedResponse Select(HttpRequest request, CachedEntry entry, StoredResponse response)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(entry);

        var headers = request.Headers;
        var isHead = HttpMethods.IsHead(request.Method);
        var selected = Represent(headers, entry, response, out var refusesIdentity);
        if (response.Status == StatusCodes.Status200OK)
        {
            switch (Precondition.FindStatus(headers, response, selected))
            {
                case StatusCodes.Status304NotModified:
                    return new SelectedResponse(StatusCodes.Status304NotModified, selected.NotModifiedHeaders, default);
                case StatusCodes.Status412PreconditionFailed:
                    return new SelectedResponse(StatusCodes.Status412PreconditionFailed, [], default);
            }

            if (headers.Range.Count > 0 && !isHead && !refusesIdentity && TryTakePart(headers, entry, response, out var part))
            {
                return part;
            }
        }

        // Told by the reference: the response itself has what most requests get of its plain form, and that is not looked into.
        var isPlain = ReferenceEquals(selected, response.Identity);
        if (isPlain)
        {
            HiddenHeaders.HideFromCompression(request.HttpContext);
        }

        return isHead ? new SelectedResponse(response.Status, selected.Headers, default)
            : isPlain ? new SelectedResponse(response)
            : new SelectedResponse(response.Status, selected);
    }

    private Representation Represent(IHeaderDictionary headers, CachedEntry entry, StoredResponse response, out bool refusesIdentity)
    {
        var coding = AcceptEncoding.Choose(headers.AcceptEncoding, out refusesIdentity);
        return response.InCoding(coding) is { } lazy && lazy.TryGet(response, entry, near, mayWait: refusesIdentity, out var encoded)
            ? encoded
            : response.Identity;
    }

    // Parts are of the plain body, whatever else the client accepts; several are answered with all of it.
    private static bool TryTakePart(IHeaderDictionary headers, CachedEntry entry, StoredResponse response, out SelectedResponse part)
    {
        part = default;
        var whole = response.Identity;
        if (whole.Body.IsEmpty
            || (response.TryGetHeader("Accept-Ranges", out var unit) && unit == "none")
            || !ByteRange.TryRead(headers.Range, whole.Body.Length, out var offset, out var count)
            || !Precondition.AllowsPart(headers, entry, response))
        {
            return false;
        }

        part = count == 0
            ? new SelectedResponse(StatusCodes.Status416RangeNotSatisfiable, StoredHeaders.ForUnsatisfiable(whole.Body.Length), default)
            : new SelectedResponse(
                StatusCodes.Status206PartialContent,
                StoredHeaders.ForPart(whole.Headers, offset, count, whole.Body.Length),
                whole.Body.Slice(offset, count));
        return true;
    }
}

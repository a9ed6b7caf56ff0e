using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.Responses;

namespace Tasker.OutputCache.Middleware;

/// <summary>Takes a copy of a response while it goes to its client.</summary>
internal sealed class ResponseCapture : IDisposable
{
    // What is registered later runs before it: the handler's, and that of all within.
    private static readonly Func<object, Task> OnStarting = static state =>
    {
        ((ResponseCapture)state).Start();
        return Task.CompletedTask;
    };

    private readonly EndpointRequest _request;
    private readonly ResponseJudge _judge;
    private readonly ITagExpander _tags;
    private readonly TimeProvider _clock;
    private readonly IHttpResponseBodyFeature _outer;
    private readonly KeyValuePair<string, StringValues>[] _outerHeaders;
    private List<StoredHeader>? _headers;
    private int _status;
    private bool _hasFailed;

    /// <summary>Initializes a new instance of the <see cref="ResponseCapture"/> class, which says in the head of the response what becomes of it.</summary>
    public ResponseCapture(EndpointRequest request, ResponseJudge judge, ITagExpander tags, TimeProvider clock)
    {
        _tags = tags;
        _request = request;
        _judge = judge;
        _clock = clock;
        _outer = request.Context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var headers = request.Context.Response.Headers;
        _outerHeaders = headers.Count > 0 ? [.. headers] : [];
        Body = new CapturedBody(_outer, request.Settings.MaxBodyBytes) { Outgrown = () => ResponseJudge.Refuse(_request, BypassReason.Body) };
        request.Context.Response.OnStarting(OnStarting, this);
    }

    public CapturedBody Body { get; }

    /// <summary>Takes a copy of what is sent from here on.</summary>
    public void Begin() => _request.Context.Features.Set<IHttpResponseBodyFeature>(Body);

    /// <summary>Lets the response go to its client without a copy again.</summary>
    public void Release() => _request.Context.Features.Set(_outer);

    /// <summary>Notes that the handler threw: what is sent from here on is not its response.</summary>
    public void Fail()
    {
        _hasFailed = true;
        Body.StopCapturing();
        if (_request.Context.Response.HasStarted && _request.Computation is { Leads: true })
        {
            // No middleware can answer in its place any more.
            ResponseJudge.Refuse(_request, BypassReason.Failed);
        }
    }

    private void Start()
    {
        var context = _request.Context;
        if (!ReferenceEquals(context.Features[typeof(EndpointRequest)], _request))
        {
            // The pipeline has run once more, and has come to another endpoint of ours. That one will say.
            return;
        }

        var headers = context.Response.Headers;
        if (_request.Shadow is not null)
        {
            // Its head leaves as the handler has made it, but for a word of the cache.
            Copy(headers, !_hasFailed && _judge.Accept(_request));
            CacheStatus.Write(headers, CacheStatus.Bypass(BypassReason.Shadow));
            _request.Inputs?.NoteStarting();
            return;
        }

        TellTags(headers);
        string? reason;
        if (_hasFailed || _request.IsReadOnly)
        {
            reason = _judge.FindObstacle(_request) ?? BypassReason.Failed;
            PrivateResponse.Mark(context, _request.Endpoint.PartitionOf(_request.Settings));
        }
        else
        {
            var isAccepted = _judge.Accept(_request);
            PrivateResponse.Mark(context, _request.Endpoint.PartitionOf(_request.Settings));
            Copy(headers, isAccepted);
            reason = _request.NotStored;
        }

        CacheStatus.Write(headers, CacheStatus.Miss(reason));
        _request.Inputs?.NoteStarting();
    }

    private void Copy(IHeaderDictionary headers, bool isAccepted)
    {
        _headers = isAccepted ? CopyHeaders(headers) : null;
        _status = _request.Context.Response.StatusCode;
        if (_headers is null)
        {
            Body.StopCapturing();
        }
    }

    private void TellTags(IHeaderDictionary headers)
    {
        if (_request.Settings.TagHeader != CacheTagHeader.None && !_request.Partition.IsSomebodys)
        {
            TagHeader.Write(headers, _request.AllTags(_tags, []), _request.Settings);
        }
    }

    private List<StoredHeader> CopyHeaders(IHeaderDictionary headers)
    {
        var copy = new List<StoredHeader>(headers.Count + 1);
        foreach (var (name, values) in headers)
        {
            // What belongs to the connection goes when the response is stored: there it is known what Connection names.
            if (!IsOuter(name, values))
            {
                copy.Add(new StoredHeader(name, values));
            }
        }

        if (headers.Date.Count == 0)
        {
            // A server puts it in later, and would put in that of each hit.
            copy.Add(new StoredHeader(HeaderNames.Date, HeaderTexts.Share(HeaderUtilities.FormatDate(_clock.GetUtcNow()))));
        }

        return copy;
    }

    // What middleware in front of the cache has set, it sets again for every request: an id of the request must not be another's.
    private bool IsOuter(string name, StringValues values)
    {
        foreach (var (outerName, outerValues) in _outerHeaders)
        {
            if (string.Equals(outerName, name, StringComparison.OrdinalIgnoreCase))
            {
                return outerValues == values;
            }
        }

        return false;
    }

    /// <summary>Ends the capture when the handler has returned.</summary>
    /// <returns>The response, or <see langword="null"/> if it can't be stored.</returns>
    public async ValueTask<StoredResponse?> EndAsync()
    {
        await Body.EndAsync();
        var response = _request.Context.Response;
        if (!response.HasStarted && Body.IsStarted)
        {
            // Middleware in front holds it back, and may still change its head and its length.
            return null;
        }

        if (!response.HasStarted)
        {
            if (_judge.FindObstacle(_request) is not null)
            {
                // Nothing was sent, and middleware in front may still answer in its place.
                return null;
            }

            // The callbacks of the handler have headers to add.
            if (response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
            {
                response.ContentLength ??= 0;
            }

            await response.StartAsync(_request.Context.RequestAborted);
        }

        if (_headers is not { } headers || _request.NotStored is not null || !_judge.Confirm(_request))
        {
            return null;
        }

        if (FindLateObstacle(headers) is { } reason)
        {
            ResponseJudge.Refuse(_request, reason);
            return null;
        }

        StoredHeader[] kept = _request.OmittedHeaders is { } omitted ? StoredHeaders.Without([.. headers], omitted) : [.. headers];
        return Body.Read(body => new StoredResponse(_status, kept, body));
    }

    private string? FindLateObstacle(List<StoredHeader> headers)
    {
        var context = _request.Context;
        if (HandlerEnd.FindObstacle(context, _request.Watch) is { } reason)
        {
            return reason;
        }

        if (Body.HasFailed || Body.IsBroken)
        {
            return BypassReason.Failed;
        }

        // What was put in its place may hold bytes that it has not seen.
        if (!Body.IsCapturing || !ReferenceEquals(context.Features.Get<IHttpResponseBodyFeature>(), Body))
        {
            return BypassReason.Body;
        }

        return LengthOf(headers) is { } length && length != Body.Length ? BypassReason.Body : null;
    }

    private static long? LengthOf(List<StoredHeader> headers)
    {
        var header = headers.Find(static header => header.Name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase));
        return header.Name is not null && long.TryParse(header.Values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
    }

    public void Dispose() => Body.Dispose();
}

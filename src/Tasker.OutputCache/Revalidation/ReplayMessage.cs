using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Bodies;

namespace Tasker.OutputCache.Revalidation;

/// <summary>A copy of a request, taken while it is there: it goes away with its connection.</summary>
internal sealed class ReplayMessage
{
    // A conditional or partial request has another response; what it accepts is encoded when it is served.
    private static readonly string[] LeftOut =
    [
        HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince, HeaderNames.IfUnmodifiedSince, HeaderNames.IfRange,
        HeaderNames.Range, HeaderNames.AcceptEncoding, HeaderNames.CacheControl, HeaderNames.Pragma, HeaderNames.Connection,
        HeaderNames.Upgrade, HeaderNames.ContentLength, HeaderNames.TransferEncoding, HeaderNames.TraceParent, HeaderNames.TraceState,
    ];

    private readonly HeaderDictionary _headers = [];

    public string Method { get; private init; } = HttpMethods.Get;

    /// <summary>Gets the body, if the request has one that is part of its key. It is held until the replay has ended.</summary>
    public byte[]? Body { get; private init; }

    public string Scheme { get; private init; } = "http";

    public string PathBase { get; private init; } = string.Empty;

    public string Path { get; private init; } = "/";

    /// <summary>Gets a value indicating whether the path was cut by the application, which will do so again.</summary>
    public bool IsCut { get; private init; }

    public string QueryString { get; private init; } = string.Empty;

    /// <summary>Gets what the client has sent as its path and query, whatever the application has made of it, if that is known.</summary>
    public string? Target { get; private init; }

    public string Protocol { get; private init; } = HttpProtocol.Http11;

    public IPAddress? RemoteIpAddress { get; private init; }

    public IPAddress? LocalIpAddress { get; private init; }

    public int LocalPort { get; private init; }

    public X509Certificate2? ClientCertificate { get; private init; }

    /// <summary>Copies a request.</summary>
    public static ReplayMessage Copy(HttpContext context)
    {
        // As the cache sees it: what middleware before it has made of scheme and path, it makes of the copy once more.
        var request = context.Request;
        var body = RequestBody.Of(context);
        var message = new ReplayMessage
        {
            Method = body is null ? HttpMethods.Get : request.Method,
            Body = body?.Bytes,
            Scheme = request.Scheme,
            PathBase = request.PathBase.Value ?? string.Empty,
            Path = request.Path.Value ?? "/",
            IsCut = request.PathBase.HasValue && IsWhole(context.Features.Get<IHttpRequestFeature>()?.RawTarget, request.PathBase.Add(request.Path)),
            QueryString = request.QueryString.Value ?? string.Empty,
            Target = context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } target ? target : null,
            Protocol = request.Protocol,
            RemoteIpAddress = context.Connection.RemoteIpAddress,
            LocalIpAddress = context.Connection.LocalIpAddress,
            LocalPort = context.Connection.LocalPort,
            ClientCertificate = context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate,
        };
        foreach (var (name, values) in request.Headers)
        {
            if (!LeftOut.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                message._headers[name] = new StringValues(values.ToArray());
            }
        }

        if (body is { Bytes.Length: > 0 and var length })
        {
            message._headers.ContentLength = length;
        }

        return message;
    }

    /// <summary>Adds the conditions of a response: the handler answers with 304 where it would make the same once more.</summary>
    public ReplayMessage If(StoredResponse held)
    {
        if (held.TagOfHandler is { } tag)
        {
            _headers[HeaderNames.IfNoneMatch] = tag;
        }

        if (held.LastModified is { } modified)
        {
            _headers[HeaderNames.IfModifiedSince] = HeaderUtilities.FormatDate(modified);
        }

        return this;
    }

    // A base path out of a header, in contrast, was never part of what the client asked for.
    private static bool IsWhole(string? target, PathString path) =>
        string.IsNullOrEmpty(target) || string.Equals(Uri.UnescapeDataString(target.Split('?')[0]), path.Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes a request for a path, with its query.</summary>
    public static ReplayMessage ForPath(string pathAndQuery, string host)
    {
        var question = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var message = new ReplayMessage
        {
            // It must not be redirected to HTTPS.
            Scheme = "https",
            Path = Uri.UnescapeDataString(question < 0 ? pathAndQuery : pathAndQuery[..question]),
            QueryString = question < 0 ? string.Empty : pathAndQuery[question..],
            RemoteIpAddress = IPAddress.Loopback,
            LocalIpAddress = IPAddress.Loopback,
        };
        message._headers[HeaderNames.Host] = host;
        return message;
    }

    /// <summary>Makes the features of a request that is to run through the pipeline.</summary>
    /// <param name="replay">What marks it.</param>
    /// <param name="response">Its response.</param>
    /// <param name="aborted">Ends it.</param>
    /// <param name="serverBase">The base path that the server gives to its requests.</param>
    public FeatureCollection CreateFeatures(ReplayFeature replay, ReplayResponse response, PathString serverBase, CancellationToken aborted)
    {
        var whole = new PathString(PathBase + Path);
        var (pathBase, path) = IsCut && whole.StartsWithSegments(serverBase, out var rest) ? (serverBase.Value ?? string.Empty, rest.Value ?? string.Empty) : (PathBase, Path);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = Method,
            Scheme = Scheme,
            PathBase = pathBase,
            Path = path,
            QueryString = QueryString,
            Protocol = Protocol,
            RawTarget = Target ?? new PathString(whole.Value).ToUriComponent() + QueryString,
            Headers = _headers,
            Body = Body is { Length: > 0 } ? new MemoryStream(Body, writable: false) : Stream.Null,
        });
        if (Body is { Length: > 0 })
        {
            features.Set<IHttpRequestBodyDetectionFeature>(BodyDetection.HasBody);
        }

        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(response);
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = aborted });
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature
        {
            ConnectionId = "cache-replay",
            RemoteIpAddress = RemoteIpAddress,
            LocalIpAddress = LocalIpAddress,
            LocalPort = LocalPort,
        });
        if (ClientCertificate is not null)
        {
            features.Set<ITlsConnectionFeature>(new TlsConnectionFeature { ClientCertificate = ClientCertificate });
        }

        features.Set<ICacheReplayFeature>(replay);
        return features;
    }
}

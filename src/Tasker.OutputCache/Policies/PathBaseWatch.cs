using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Policies;

/// <summary>Tells when the application cuts a path. It puts the path together again at its end, and often the response starts only then.</summary>
internal sealed class PathBaseWatch(IHttpRequestFeature request, CachedPaths paths) : IHttpRequestFeature
{
    public string Protocol
    {
        get => request.Protocol;
        set => request.Protocol = value;
    }

    public string Scheme
    {
        get => request.Scheme;
        set => request.Scheme = value;
    }

    public string Method
    {
        get => request.Method;
        set => request.Method = value;
    }

    public string PathBase
    {
        get => request.PathBase;
        set
        {
            if (!string.IsNullOrEmpty(value))
            {
                paths.NoteBase();
            }

            request.PathBase = value;
        }
    }

    public string Path
    {
        get => request.Path;
        set => request.Path = value;
    }

    public string QueryString
    {
        get => request.QueryString;
        set => request.QueryString = value;
    }

    public string RawTarget
    {
        get => request.RawTarget;
        set => request.RawTarget = value;
    }

    public IHeaderDictionary Headers
    {
        get => request.Headers;
        set => request.Headers = value;
    }

    public Stream Body
    {
        get => request.Body;
        set => request.Body = value;
    }
}

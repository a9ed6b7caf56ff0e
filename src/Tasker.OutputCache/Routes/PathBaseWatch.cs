using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Routes;

/// <summary>Tells when the application cuts a path. It puts the path together again at its end, and often the response starts only then.</summary>
internal sealed class PathBaseWatch(IHttpRequestFeature request, CachedPaths paths) : ForwardingRequest(request)
{
    public override string PathBase
    {
        get => base.PathBase;
        set
        {
            if (!string.IsNullOrEmpty(value))
            {
                paths.NoteBase();
            }

            base.PathBase = value;
        }
    }
}

using Microsoft.Extensions.Caching.Hybrid;
using Tasker.Caching;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public class ObjectsPage : Page
{
    protected new readonly HybridCache cache = null!;
    protected readonly ICacheEvictor evictor = null!;
    protected readonly IObjectCache objects = null!;
    protected readonly string key = "";
}

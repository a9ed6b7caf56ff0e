using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.Caching.Guards;
using Tasker.Caching.Objects.Values;

namespace Tasker.Caching.Objects;

/// <summary>What all caches of objects share.</summary>
internal sealed record ObjectCacheServices(
    CacheEngine Engine,
    NearTier Near,
    FarAccess Far,
    ICacheEvictor Evictor,
    ResourceCatalog Resources,
    ObjectTypes Types,
    CacheMetrics Metrics,
    IHostApplicationLifetime Lifetime,
    TimeProvider Clock,
    EngineEnvironment Environment,
    ILogger<ObjectCache> Logger);

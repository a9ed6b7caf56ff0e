using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Objects;

/// <summary>What all caches of objects share.</summary>
internal sealed record ObjectParts(
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

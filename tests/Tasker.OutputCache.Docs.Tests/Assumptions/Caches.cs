using Tasker.Caching;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

/// <summary>Resources and dimensions, declared once.</summary>
public static class Caches
{
    public static readonly CacheResource Analytics = CacheResource.Define("analytics");
    public static readonly CacheDimension<string> Namespace = Analytics.Dimension<string>("namespace");
    public static readonly CacheDimension<Guid> Task = Analytics.Dimension<Guid>("task");
}

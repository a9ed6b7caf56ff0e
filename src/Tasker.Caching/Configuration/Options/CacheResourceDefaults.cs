using Tasker.OutputCache;

namespace Tasker.Caching.Configuration.Options;

/// <summary>Defaults and limits of <see cref="CacheResourceOptions"/>, and what the well known resources have of their own.</summary>
internal static class CacheResourceDefaults
{
    public const string Analytics = "analytics";
    public const string Templates = "templates";
    public const int MaximumNameLength = 64;
    public const int Status = 200;
    public const CacheConsistency Consistency = CacheConsistency.Bounded;
    public const CachePartition Partition = CachePartition.Anonymous;

    public static readonly TimeSpan AnalyticsTtl = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan TemplatesTtl = TimeSpan.FromSeconds(3600);
    public static readonly TimeSpan Revival = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan MaximumWindow = TimeSpan.FromDays(365);
}

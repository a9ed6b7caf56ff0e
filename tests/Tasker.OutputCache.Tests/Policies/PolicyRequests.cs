using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Expansion;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

/// <summary>Requests, keys and tags in one line each.</summary>
internal static class PolicyRequests
{
    public static DefaultHttpContext Get(string query = "", string path = "/v1/analytics/performance")
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Request.QueryString = new QueryString(query);
        return context;
    }

    public static CacheParameterSet Parameters(params string[] declarations)
    {
        var set = CacheParameterSet.Parse(declarations, out var errors);
        Assert.Empty(errors);
        return set;
    }

    public static ResourceDimensions Dimensions(params string[] names)
    {
        var dimensions = new ResourceDimensions("analytics");
        Assert.True(dimensions.TryAdd(names, "A test", out var error), error);
        dimensions.Fix();
        return dimensions;
    }

    public static string Key(this KeyTemplate template, HttpContext context, PartitionId partition = default)
    {
        var refusal = template.TryKey(context, out var key, partition);
        Assert.Equal(KeyRefusal.None, refusal);
        return key;
    }

    public static KeyRefusal TryKey(this KeyTemplate template, HttpContext context, out string key, PartitionId partition = default)
    {
        var writer = new KeyWriter(stackalloc char[64]);
        try
        {
            var refusal = template.TryWrite(context, partition, ref writer);
            key = writer.ToString();
            return refusal;
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>What the log gets.</summary>
    public static List<string> Expand(CacheTag tag, ResourceDimensions? dimensions)
    {
        var tags = new List<string>();
        Assert.True(TagExpansion.TryExpand(tag, dimensions, tags, out var error), error);
        return [.. tags.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What entries an eviction takes in the process that evicts.</summary>
    public static List<string> Taken(CacheTag tag, ResourceDimensions? dimensions)
    {
        var taken = new List<string>();
        foreach (var logged in Expand(tag, dimensions))
        {
            TagExpansion.AddTaken(MeantTag.Parse(logged), dimensions, taken);
        }

        return [.. taken.Distinct(StringComparer.Ordinal)];
    }
}

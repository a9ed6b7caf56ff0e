using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys;

namespace Tasker.OutputCache.Benchmarks.Policies;

/// <summary>What a key costs on every request, and what tags cost on a miss.</summary>
internal static class KeyCost
{
    private static readonly CacheParameterSet Parameters = CacheParameterSet.Parse(["hours=24", "namespace"], out _);

    private static readonly RouteEndpoint Endpoint =
        new(static _ => Task.CompletedTask, RoutePatternFactory.Parse("/v1/analytics/performance"), 0, EndpointMetadataCollection.Empty, null);

    private static readonly KeyTemplate Keys = new("analytics", "performance", Parameters, new KeyTemplateOptions { Route = new EndpointRoute(Endpoint, Parameters) });

    private static readonly string[] Queries =
    [
        "",
        "?hours=24&namespace=",
        "?hours=24&namespace=payments",
        "?namespace=payments&hours=48&utm_source=newsletter&utm_campaign=spring",
        "?hours=24&namespace=z%C3%BCrich+west",
        "?hours=24&namespace=" + new string('x', 200),
    ];

    public static int Run(string[] args)
    {
        var dimensions = new ResourceDimensions("analytics");
        dimensions.TryAdd(Parameters.Dimensions, "the benchmark", out _);
        var tags = new TagTemplate("performance", dimensions, Parameters, []);

        Console.WriteLine("| query                                    |  key ns | key B | as string ns | B   | through Request.Query ns | B    | tags ns | B    |");
        foreach (var query in Queries)
        {
            var context = new DefaultHttpContext();
            context.Request.Path = "/v1/analytics/performance";
            context.Request.QueryString = new QueryString(query);
            var key = Measure(() => WriteKey(context, asString: false));
            var text = Measure(() => WriteKey(context, asString: true));
            var framework = Measure(() =>
            {
                context.Features.Set<Microsoft.AspNetCore.Http.Features.IQueryFeature>(null);
                _ = context.Request.Query;
                return WriteKey(context, asString: false);
            });
            var made = Measure(() => tags.MakeTags(context, PartitionId.None, "tasker:analytics:performance:24").Names.Count);
            Console.WriteLine($"| {query[..Math.Min(40, query.Length)],-40} | {key.Nanoseconds,7:F1} | {key.Bytes,5:F0} | {text.Nanoseconds,12:F1} | {text.Bytes,3:F0} | {framework.Nanoseconds,24:F1} | {framework.Bytes,4:F0} | {made.Nanoseconds,7:F0} | {made.Bytes,4:F0} |");
        }

        return 0;
    }

    private static int WriteKey(HttpContext context, bool asString)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        Keys.TryWrite(context, PartitionId.None, ref writer);
        var length = asString ? writer.ToString().Length : writer.Length;
        writer.Dispose();
        return length;
    }

    private static (double Nanoseconds, double Bytes) Measure(Func<int> action)
    {
        const int Rounds = 5_000;
        // Many short attempts: the best of them was not interrupted.
        var best = double.MaxValue;
        var bytes = 0.0;
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Rounds; i++)
            {
                action();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Rounds);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Rounds;
        }

        return (best, bytes);
    }
}

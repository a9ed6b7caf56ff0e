using Tasker.OutputCache.CodeFixes;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>TSKR008: an eviction names a dimension that its resource lacks.</summary>
public sealed class UnknownDimensionTests
{
    private const string Endpoint = """app.MapGet("/x", (string? ns, int hours = 24) => $"{ns} {hours}").CacheResource("orders");""";

    [Fact]
    public Task NameThatIsMisspelt_IsCorrected() => Check.MendsInProgramAsync<ReplaceTextFix>(
        Endpoint + """app.MapPost("/x", async (ICacheEvictor cache) => await cache.EvictAsync([CacheTag.For("orders").With({|TSKR008:"n"|}, "a")]));""",
        Endpoint + """app.MapPost("/x", async (ICacheEvictor cache) => await cache.EvictAsync([CacheTag.For("orders").With("ns", "a")]));""",
        "Write \"ns\"");

    [Fact]
    public Task DimensionsOfEveryEviction_AreCompared() => Check.FindsInProgramAsync(
        """
        app.MapGet("/a/{id}", (int id, string? ns, int hours = 24) => $"{id} {ns} {hours}").CacheResource("orders", vary: ["ns", "id", "hours=24"]);
        app.MapGet("/b", (string? region) => $"{region}").CacheResource("orders");
        app.MapPost("/c", async (ICacheEvictor cache) =>
        {
            await cache.EvictAsync([CacheTag.For("orders").With("NS", "a").With("id", 1).WithAnyOf("region", ["a"])]);
            await cache.EvictAsync([CacheTag.For("orders").With({|TSKR008:"hours"|}, 24)]);
            await cache.EvictAsync([CacheTag.For("Orders/a").With({|TSKR008:"customer"|}, "a").With("ns", "a")], EvictionMode.Soft);
        });
        app.Services.ToString();
        """,
        """
        public static class Mappings
        {
            public static void Add(TaskerOutputCacheBuilder builder) => builder.EvictOn<string>(e => [CacheTag.For("orders").With({|TSKR008:"customer"|}, e)]);
        }
        """);

    [Theory]
    [InlineData("")]
    [InlineData("""app.MapGroup("/g").CacheResource("orders").MapGet("/x", (string? customer) => $"{customer}");""")]
    [InlineData("""app.MapGet("/x", (string? ns) => $"{ns}").CacheResource(Environment.MachineName);""")]
    [InlineData("""app.MapGet("/x", (string? ns) => $"{ns}").CacheResource("other");""")]
    [InlineData("""app.MapGet("/x", (string? ns) => $"{ns}").CacheResource("orders", configure: o => o.Parameters.Add(CacheParameter.Computed("customer", c => "a")));""")]
    public Task DimensionsThatOthersMayHave_AreNotFound(string endpoints) => Check.FindsInProgramAsync(
        endpoints + """app.MapPost("/p", async (ICacheEvictor cache) => await cache.EvictAsync([CacheTag.For("orders").With("customer", "a")]));""");

    [Fact]
    public Task TagsThatAreNotEvicted_AreNotFound() => Check.FindsInProgramAsync(
        Endpoint + """app.MapGet("/y", (HttpContext c) => { c.TagCachedResponse(CacheTag.For("orders").With("customer", "a")); return "x"; });""");
}

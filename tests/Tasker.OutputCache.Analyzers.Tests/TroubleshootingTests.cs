using Tasker.OutputCache.TestUtilities.Troubleshooting;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>What <c>docs/troubleshooting.md</c> quotes of the compiler is what the compiler says for that mistake.</summary>
public sealed class TroubleshootingTests
{
    private const string Filter = "public sealed class TimingFilter : IEndpointFilter { public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => next(context); }";

    private const string Service = """
        public sealed class Data(DbContextOptions options) : DbContext(options);
        public sealed class Service(Data data, ICacheEvictor cache)
        {
            public async Task SaveAsync() { await cache.EvictAsync(["orders"]); await data.SaveChangesAsync(); }
        }
        """;

    private static readonly Dictionary<int, (string Statements, string Types)> _mistakes = new()
    {
        [10] = ("""app.MapGet("/v1/orders", (string? ns, string? status) => $"{ns} {status}").CacheResource("orders", vary: ["ns"]);""", string.Empty),
        [11] = ("""app.MapGet("/v1/orders", (string? status) => $"{status}").CacheResource("orders", vary: ["statsu"]);""", string.Empty),
        [12] = ("""app.MapGet("/v1/orders", (int hours = 24) => $"{hours}").CacheResource("orders", vary: ["hours=48"]);""", string.Empty),
        [13] = ("""app.MapGet("/v1/orders", (HttpContext context) => $"{context.Request.Headers["X-Region"]}").CacheResource("orders");""", string.Empty),
        [14] = ("""app.MapGet("/v1/orders", () => "x").AddEndpointFilter<TimingFilter>().CacheResource("orders");""", Filter),
        [15] = ("""app.MapPost("/v1/orders", () => "x").CacheResource("orders");""", string.Empty),
        [16] = (string.Empty, Service),
        [17] = ("""app.MapGet("/v1/orders", (string? ns) => $"{ns}").CacheResource("orders"); app.MapPost("/x", async (ICacheEvictor cache) => await cache.EvictAsync([CacheTag.For("orders").With("region", "eu")]));""", string.Empty),
    };

    public static TheoryData<int> Numbers => [.. _mistakes.Keys];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Mistake_Made_IsToldAsThePageQuotesIt(int number)
    {
        var (statements, types) = _mistakes[number];

        var said = await Check.ReadAsync(statements, types);

        var quoted = Assert.Single(TroubleshootingPage.Mistakes[number], static symptom => symptom.IsOfCompiler);
        Assert.True(said.Any(quoted.IsIn), $"Not said:\n{quoted}\nSaid:\n{string.Join('\n', said)}");
    }

    [Fact]
    public void Page_EveryMistakeThatTheCompilerTells_IsMadeHere() =>
        Assert.Equal(TroubleshootingPage.Mistakes.Where(static mistake => mistake.Value.Any(static symptom => symptom.IsOfCompiler)).Select(static mistake => mistake.Key).Order(), _mistakes.Keys.Order());
}

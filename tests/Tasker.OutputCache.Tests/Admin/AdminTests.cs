using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

public sealed class AdminTests
{
    private const string Status = "http://localhost/api/admin/cache/status";
    private const string Evictions = "http://localhost/api/admin/cache/evictions";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_Production_IsNotThere()
    {
        await using var app = await StartAsync("Production");

        using var response = await app.GetTestClient().GetAsync(Status, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Status_DevelopmentFromThisMachine_SaysWhatIsInForce()
    {
        await using var app = await StartAsync("Development");

        var status = await app.GetTestClient().GetFromJsonAsync<JsonElement>(Status, Token);

        Assert.Equal("memory", status.GetProperty("backend").GetString());
        Assert.True(status.GetProperty("healthy").GetBoolean());
        Assert.Equal(0, status.GetProperty("journal").GetInt32());
        Assert.Equal("closed", status.GetProperty("circuit").GetString());
        Assert.Empty(status.GetProperty("limits").EnumerateArray());
    }

    [Fact]
    public async Task Status_PackageOfTheBackEndIsMissing_IsTheFirstProblemAndNotHealthy()
    {
        await using var app = await AdminHost.StartAsync(options: static options => options.Backend = "redis");

        var status = await app.GetTestClient().GetFromJsonAsync<JsonElement>(Status, Token);

        Assert.False(status.GetProperty("healthy").GetBoolean());
        Assert.StartsWith("The back end 'redis' is configured and can't be used", status.GetProperty("problems")[0].GetString(), StringComparison.Ordinal);
    }

    /// <summary>An evictor around ours throws what ours throws in Development; the answer is the same as without it.</summary>
    [Fact]
    public async Task Evict_ThroughAnEvictorThatWrapsOurs_IsRefusedWithTheReason()
    {
        await using var app = await AdminHost.StartAsync(
            endpoints: static app => app.MapGet("/r", static (string? ns) => ns ?? "all").CacheAnalytics("r", ["ns"]),
            services: static services =>
            {
                var own = services.Single(static service => service.ServiceType == typeof(ICacheEvictor));
                services.AddSingleton<ICacheEvictor>(provider => new WrappingEvictor((ICacheEvictor)own.ImplementationFactory!(provider)));
            });

        using var response = await app.GetTestClient().PostAsJsonAsync(Evictions, new { resource = "analytics", dimensions = new { colour = "red" } }, Token);

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("refused", answer.GetProperty("result").GetString());
        Assert.Contains("colour", answer.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private sealed class WrappingEvictor(ICacheEvictor inner) : ICacheEvictor
    {
        public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken) => inner.EvictAsync(tags, cancellationToken);

        public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken) => inner.EvictAsync(tags, mode, cancellationToken);

        public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken) => inner.EvictEverythingAsync(cancellationToken);
    }

    [Fact]
    public async Task Status_ChangeFeed_SaysHowFarItIs()
    {
        await using var app = await AdminHost.StartAsync(services: static services => services
            .AddSingleton<ICacheFeed>(new FakeFeed(new CacheFeedState("slot_1", IsRead: true, LagBytes: 5, KeptBytes: 7, BytesLeft: null)))
            .AddSingleton<ICacheFeed>(new FakeFeed(null)));

        var status = await app.GetTestClient().GetFromJsonAsync<JsonElement>(Status, Token);

        var feed = Assert.Single(status.GetProperty("feeds").EnumerateArray());
        Assert.Equal("""{"name":"slot_1","read":true,"lagBytes":5,"keptBytes":7,"bytesLeft":null}""", feed.GetRawText());
    }

    [Fact]
    public async Task Status_BackEndHasLimits_SaysWhich()
    {
        var backend = new TestBackend(new FakeEvictionLog(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2))), new FakeFarTier(new FakeFarStore(TimeProvider.System)))
        {
            Limits = static () => ["It forgets.", "It is <slow>."],
        };
        await using var app = await AdminHost.StartAsync(options: static options => options.Backend = "redis", services: services => services.AddSingleton<ICacheBackendProvider>(backend));

        var status = await app.GetTestClient().GetFromJsonAsync<JsonElement>(Status, Token);

        Assert.Equal(["It forgets.", "It is <slow>."], status.GetProperty("limits").EnumerateArray().Select(static limit => limit.GetString()));
        Assert.DoesNotContain(status.GetProperty("problems").EnumerateArray(), static problem => problem.GetString()!.Contains("forgets", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://evil.example/api/admin/cache/status", null, null, "127.0.0.1")]
    [InlineData(Status, "Origin", "http://evil.example", "127.0.0.1")]
    [InlineData(Status, "Sec-Fetch-Site", "cross-site", "127.0.0.1")]
    [InlineData(Status, "Sec-Fetch-Site", "same-site", "127.0.0.1")]
    [InlineData(Status, "Origin", "null", "127.0.0.1")]
    [InlineData(Status, "X-Forwarded-For", "192.0.2.7", "127.0.0.1")]
    [InlineData(Status, "X-Original-For", "192.0.2.7:1", "127.0.0.1")]
    [InlineData(Status, "Forwarded", "for=192.0.2.7", "127.0.0.1")]
    [InlineData(Status, null, null, "192.0.2.7")]
    public async Task Status_DevelopmentFromElsewhere_IsNotThere(string url, string? header, string? value, string remote)
    {
        await using var app = await StartAsync("Development", remote: remote);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (header is not null)
        {
            request.Headers.Add(header, value);
        }

        using var response = await app.GetTestClient().SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.Forbidden)]
    public async Task Status_HostHasAuthorized_FollowsTheHost(bool isAdmin, HttpStatusCode expected)
    {
        await using var app = await StartAsync("Production", remote: "192.0.2.7", isAdmin: isAdmin, authorize: true);

        using var response = await app.GetTestClient().GetAsync(Status, Token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Evictions_ByResourceAndDimension_TakesWhatCouldContainTheChange()
    {
        var runs = 0;
        await using var app = await StartAsync("Development", app =>
            app.MapGet("/r", () => $"run {Interlocked.Increment(ref runs)}").CacheAnalytics("r", vary: ["namespace"]));
        var client = app.GetTestClient();
        await client.GetStringAsync("/r?namespace=payments", Token);
        await client.GetStringAsync("/r?namespace=billing", Token);

        using var response = await client.PostAsJsonAsync(Evictions, new { resource = "analytics", dimensions = new { @namespace = "payments" } }, Token);

        Assert.Equal("confirmed", (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("result").GetString());
        Assert.Equal("run 3", await client.GetStringAsync("/r?namespace=payments", Token));
        Assert.Equal("run 2", await client.GetStringAsync("/r?namespace=billing", Token));
    }

    [Theory]
    [InlineData("{}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"tags\":[]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"tags\":[\"\"]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"tags\":[\"a\"],\"mode\":\"7\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"resource\":\"a b\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"unknown\":1}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"tags\":[\"a\"]}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    public async Task Evictions_MalformedBody_IsRefusedWithAReason(string body, string type, HttpStatusCode expected)
    {
        await using var app = await StartAsync("Development");

        using var response = await app.GetTestClient().PostAsync(Evictions, new StringContent(body, Encoding.UTF8, type), Token);

        Assert.Equal(expected, response.StatusCode);
        Assert.NotEmpty((await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task Evictions_OversizedBody_IsRefused()
    {
        await using var app = await StartAsync("Development");
        var body = $"{{\"tags\":[\"{new string('a', 70_000)}\"]}}";

        using var response = await app.GetTestClient().PostAsync(Evictions, new StringContent(body, Encoding.UTF8, "application/json"), Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    private static Task<WebApplication> StartAsync(
        string environment,
        Action<WebApplication>? endpoints = null,
        string remote = "127.0.0.1",
        bool isAdmin = false,
        bool authorize = false) =>
        AdminHost.StartAsync(environment, endpoints, remote: remote, isAdmin: isAdmin, authorize: authorize);
}

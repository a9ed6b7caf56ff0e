using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Objects.Distributed;
using Tasker.OutputCache.Admin.Status;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

/// <summary>What the administration says of the past, and what it does.</summary>
public sealed class ActivityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stats_AfterRequests_CountThem()
    {
        await using var app = await StartAsync();
        var client = app.GetTestClient();
        for (var i = 0; i < 4; i++)
        {
            await client.GetStringAsync("/r", Token);
        }

        await client.PostAsJsonAsync($"{AdminHost.Path}/evictions", new { resource = "analytics" }, Token);
        var stats = await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/stats", Token);

        Assert.Equal(75.0, stats.GetProperty("hitRate").GetDouble());
        Assert.Equal("0.0MB", stats.GetProperty("memoryUsed").GetString());
        Assert.Equal(4, stats.GetProperty("requests").GetInt64());
        var key = Assert.Single(stats.GetProperty("topKeys").EnumerateArray());
        Assert.Equal(("tasker:analytics:r", 3), (key.GetProperty("key").GetString(), key.GetProperty("hits").GetInt32()));
        var resource = Assert.Single(stats.GetProperty("resources").EnumerateArray(), static resource => resource.GetProperty("name").GetString() == "analytics");
        Assert.Equal((1, 3), (resource.GetProperty("handlerRuns").GetInt32(), resource.GetProperty("outcomes").GetProperty("near-hit").GetInt32()));
        var tag = Assert.Single(stats.GetProperty("tags").EnumerateArray());
        Assert.Equal(("analytics", 1), (tag.GetProperty("tag").GetString(), tag.GetProperty("evictions").GetInt32()));
        Assert.Equal("administration", Assert.Single(stats.GetProperty("evictions").EnumerateArray()).GetProperty("by").GetString());
    }

    [Fact]
    public async Task Stats_ObjectThatIsTooLarge_SaysWhyItWasNotStored()
    {
        await using var app = await StartAsync();
        var cache = app.Services.GetRequiredKeyedService<HybridCache>("reports");

        await cache.GetOrCreateAsync("k", static _ => ValueTask.FromResult(new byte[(int)TaskerCachingDefaults.MaxBodyBytes + 1]), cancellationToken: Token);
        var stats = await app.GetTestClient().GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/stats", Token);

        var resource = Assert.Single(stats.GetProperty("resources").EnumerateArray(), static resource => resource.GetProperty("name").GetString() == "reports");
        Assert.Equal(1, resource.GetProperty("notStored").GetProperty("body").GetInt32());
    }

    [Fact]
    public async Task Evictions_ByAUserAndByCode_SayWho()
    {
        await using var app = await StartAsync(isAdmin: true);
        var client = app.GetTestClient();
        await app.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["first"], EvictionMode.Soft, Token);

        await client.PostAsJsonAsync($"{AdminHost.Path}/evictions", new { tags = new[] { "second" } }, Token);
        var evictions = (await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/evictions", Token)).EnumerateArray().ToArray();

        Assert.Equal(["administration: alice", "application"], evictions.Select(static eviction => eviction.GetProperty("by").GetString()));
        Assert.Equal(["hard", "soft"], evictions.Select(static eviction => eviction.GetProperty("mode").GetString()));
        Assert.Equal("second", Assert.Single(evictions[0].GetProperty("tags").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Pattern_Alone_RemovesWhatMatchesAndSaysWhatItIsNot()
    {
        await using var app = await StartAsync();
        var client = app.GetTestClient();
        await client.GetStringAsync("/r?namespace=a", Token);
        await client.GetStringAsync("/r?namespace=b", Token);

        using var response = await client.PostAsJsonAsync($"{AdminHost.Path}/evictions", new { pattern = "tasker:analytics:r:a*" }, Token);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        var page = await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/entries?resource=analytics", Token);

        Assert.Equal("removed", answer.GetProperty("result").GetString());
        Assert.Contains("no eviction", answer.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal("tasker:analytics:r:b", Assert.Single(page.GetProperty("entries").EnumerateArray()).GetProperty("key").GetString());
    }

    // With nothing but this process's memory, sessions are there, too.
    [Fact]
    public async Task Pattern_OfEverything_LogsNobodyOut()
    {
        await using var app = await StartAsync();
        var client = app.GetTestClient();
        var values = ActivatorUtilities.CreateInstance<TaskerDistributedCache>(app.Services);
        await values.SetAsync("session", [1], new DistributedCacheEntryOptions(), Token);
        await client.GetStringAsync("/r", Token);

        using var response = await client.PostAsJsonAsync($"{AdminHost.Path}/evictions", new { pattern = "*" }, Token);

        Assert.Equal("run 2", await client.GetStringAsync("/r", Token));
        Assert.Equal([1], await values.GetAsync("session", Token));
    }

    [Theory]
    [InlineData("{\"pattern\":\"\"}")]
    [InlineData("{\"pattern\":\"a\\u0000\"}")]
    [InlineData("{\"pattern\":\"*\",\"tags\":[\"a\"]}")]
    [InlineData("{\"pattern\":\"*\",\"everything\":true}")]
    public async Task Pattern_MalformedOrNotAlone_IsRefusedAndNothingLost(string body)
    {
        await using var app = await StartAsync();
        var client = app.GetTestClient();
        await client.GetStringAsync("/r", Token);

        using var response = await client.PostAsync($"{AdminHost.Path}/evictions", new StringContent(body, Encoding.UTF8, "application/json"), Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("run 1", await client.GetStringAsync("/r", Token));
    }

    [Fact]
    public async Task Evictions_OversizedBodyOfUnknownLength_IsRefused()
    {
        await using var app = await StartAsync();
        using var content = new StreamContent(new EndlessStream());
        content.Headers.ContentType = new("application/json");

        using var response = await app.GetTestClient().PostAsync($"{AdminHost.Path}/evictions", content, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task WarmUp_Asked_ComputesWhatIsListed()
    {
        await using var app = await StartAsync();
        var client = app.GetTestClient();
        await Eventually.Async(async _ => (await StatusAsync(client)).GetProperty("warmUp").GetProperty("state").GetString() == "ended", TimeSpan.FromSeconds(60), "the first warm-up has ended", Token);
        await app.Services.GetRequiredService<ICacheEvictor>().EvictEverythingAsync(Token);

        using var refused = await client.PostAsync($"{AdminHost.Path}/warm-up", null, Token);
        using var accepted = await client.PostAsJsonAsync($"{AdminHost.Path}/warm-up", new { }, Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await Eventually.Async(async _ => (await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/entries?search=warm", Token)).GetProperty("matches").GetInt32() == 1, TimeSpan.FromSeconds(60), "it is warm again", Token);
    }

    [Fact]
    public async Task Events_Listener_GetsSnapshotsThatMove()
    {
        await using var app = await StartAsync();
        var client = app.GetTestClient();
        using var response = await client.GetAsync($"{AdminHost.Path}/events", HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(0, (await NextAsync(reader)).GetProperty("requests").GetInt64());
        await client.GetStringAsync("/r", Token);
        var requests = 0L;
        while (requests == 0)
        {
            requests = (await NextAsync(reader)).GetProperty("requests").GetInt64();
        }

        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task Events_TooManyListeners_AreRefusedUntilOneGoes()
    {
        await using var app = await StartAsync();
        var client = app.GetTestClient();
        var listeners = new List<HttpResponseMessage>();
        for (var i = 0; i < EventStream.MaximumListeners; i++)
        {
            listeners.Add(await ListenAsync(Token));
        }

        using var refused = await ListenAsync(Token);
        listeners[0].Dispose();
        using var next = await Eventually.Async(ListenAsync, static answer => answer.IsSuccessStatusCode, TimeSpan.FromSeconds(60), "there is a place again", Token);
        listeners.ForEach(static listener => listener.Dispose());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        Task<HttpResponseMessage> ListenAsync(CancellationToken cancellationToken) =>
            client.GetAsync($"{AdminHost.Path}/events", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    [Fact]
    public async Task Distributed_MemoryOnly_SaysSo()
    {
        await using var app = await StartAsync();

        var distributed = await app.GetTestClient().GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/distributed", Token);

        Assert.Equal((false, "memory", true), (distributed.GetProperty("enabled").GetBoolean(), distributed.GetProperty("provider").GetString(), distributed.GetProperty("healthy").GetBoolean()));
    }

    [Theory]
    [InlineData("GET", "/stats")]
    [InlineData("GET", "/entries")]
    [InlineData("GET", "/entries/a")]
    [InlineData("DELETE", "/entries/a")]
    [InlineData("GET", "/evictions")]
    [InlineData("POST", "/evictions")]
    [InlineData("GET", "/status")]
    [InlineData("GET", "/distributed")]
    [InlineData("POST", "/warm-up")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/explain?url=%2Fr")]
    public async Task Anything_NotOpened_IsNotThere(string method, string path)
    {
        await using var app = await AdminHost.StartAsync("Production");
        using var request = new HttpRequestMessage(new HttpMethod(method), AdminHost.Path + path);

        using var response = await app.GetTestClient().SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync(Token));
    }

    private static async Task<JsonElement> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<JsonElement>(line[6..]);
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }

    private static Task<JsonElement> StatusAsync(HttpClient client) => client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/status", Token);

    private static Task<WebApplication> StartAsync(bool isAdmin = false)
    {
        var runs = 0;
        return AdminHost.StartAsync(
            endpoints: app =>
            {
                app.MapGet("/r", () => $"run {Interlocked.Increment(ref runs)}").CacheAnalytics("r", vary: ["namespace"]);
                app.MapGet("/warm", static () => "warm").CacheResource("warm", "warm");
            },
            options: static options => options.Resources["warm"] = new CacheResourceOptions { WarmUp = { "/warm" } },
            isAdmin: isAdmin,
            authorize: isAdmin);
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

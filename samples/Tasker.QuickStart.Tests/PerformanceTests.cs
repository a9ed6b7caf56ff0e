using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.Testing;

namespace Tasker.QuickStart.Tests;

/// <summary>What a team tests of its own host: what is cached, for how long, what evicts it, and what users get when the shared cache is down.</summary>
public sealed class PerformanceTests : IAsyncDisposable
{
    private const string Path = "/v1/analytics/performance";

    private readonly TestCache _cache = new();
    private readonly WebApplicationFactory<Program> _factory;
    private readonly HttpClient _client;

    public PerformanceTests()
    {
        _factory = NewInstance();
        _client = _factory.CreateClient();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private WebApplicationFactory<Program> NewInstance() =>
        new WebApplicationFactory<Program>()
            .WithWebHostBuilder(static builder => builder.UseSetting("Logging:LogLevel:Default", "Warning"))
            .WithTaskerCache(_cache);

    private int Summaries => _factory.Services.GetRequiredService<Executions>().Summaries;

    private Task<HttpResponseMessage> GetAsync(string query = "") => _client.GetAsync(new Uri(Path + query, UriKind.Relative), Token);

    private async Task PostAsync(string @namespace) =>
        (await _client.PostAsJsonAsync("/v1/executions", new Execution(@namespace, 120), Token)).EnsureSuccessStatusCode();

    [Fact]
    public async Task Get_TheSameTwice_IsComputedOnce()
    {
        CacheAssert.Stored(await GetAsync("?namespace=payments"));

        CacheAssert.Hit(await GetAsync("?namespace=payments&hours=24"));

        Assert.Equal(1, Summaries);
    }

    [Fact]
    public async Task Get_AMinuteLater_IsComputedAgain()
    {
        CacheAssert.Stored(await GetAsync());

        await _cache.AdvanceAsync(TimeSpan.FromSeconds(59), Token);
        CacheAssert.Hit(await GetAsync());

        await _cache.AdvanceAsync(TimeSpan.FromSeconds(2), Token);
        CacheAssert.Miss(await GetAsync());
    }

    [Fact]
    public async Task Post_AnExecution_EvictsItsNamespaceOnly()
    {
        await GetAsync("?namespace=payments");
        await GetAsync("?namespace=billing");

        await PostAsync("payments");

        CacheAssert.Evicted(_cache.Evictions, CacheTag.For("analytics").With("namespace", "payments"));
        CacheAssert.Miss(await GetAsync("?namespace=payments"));
        CacheAssert.Hit(await GetAsync("?namespace=billing"));
    }

    [Fact]
    public async Task Get_WithTheEntityTag_IsNotModified()
    {
        await GetAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.IfNoneMatch.Add((await GetAsync()).Headers.ETag!);

        CacheAssert.NotModified(await _client.SendAsync(request, Token));
    }

    [Fact]
    public async Task Get_WithCredentials_IsNotCached()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Authorization = new("Bearer", "token");

        CacheAssert.NotCached(await _client.SendAsync(request, Token), "authorization");
    }

    [Fact]
    public async Task Get_BackEndIsDown_IsAnswered()
    {
        _cache.Backend.Fail();

        var response = await GetAsync();

        response.EnsureSuccessStatusCode();
        CacheAssert.Miss(response);
    }

    [Fact]
    public async Task Post_OnAnotherInstance_EvictsHere()
    {
        await using var other = NewInstance();
        using var client = other.CreateClient();
        await GetAsync("?namespace=payments");
        CacheAssert.Hit(await client.GetAsync(new Uri($"{Path}?namespace=payments", UriKind.Relative), Token), "far");

        (await client.PostAsJsonAsync("/v1/executions", new Execution("payments", 120), Token)).EnsureSuccessStatusCode();

        CacheAssert.Miss(await GetAsync("?namespace=payments"));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _factory.DisposeAsync();
    }
}

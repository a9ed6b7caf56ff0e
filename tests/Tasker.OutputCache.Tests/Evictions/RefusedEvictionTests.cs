using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

/// <summary>An eviction that can't do what it was asked for says so: in its result, the log, the history and the answer of the administration.</summary>
public sealed class RefusedEvictionTests : IAsyncDisposable
{
    private const string Evictions = "http://localhost/api/admin/cache/evictions";

    private readonly CollectingLoggerProvider _logs = new();
    private WebApplication? _app;
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Middlewares => new() { false, true };

    private ICacheEvictor Evictor => _app!.Services.GetRequiredService<ICacheEvictor>();

    [Theory]
    [MemberData(nameof(Middlewares))]
    public async Task Evict_OneTagIsRefused_GoodOnesAreEvictedAndTheResultIsRefused(bool ownMiddleware)
    {
        await StartAsync("Production", ownMiddleware);
        var client = _app!.GetTestClient();
        Assert.Equal("run 1", await client.GetStringAsync("/r?namespace=payments", Token));

        var result = await Evictor.EvictAsync(
            [CacheTag.For("analytics").With("namspace", "payments"), CacheTag.For("analytics").With("namespace", "payments")], Token);

        Assert.Equal(EvictionResult.Refused, result);
        Assert.Equal("run 2", await client.GetStringAsync("/r?namespace=payments", Token));
        var line = Assert.Single(_logs.Entries, static entry => entry.EventId.Id == 107);
        Assert.Contains("no dimension 'namspace'", line.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'namespace'?", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Middlewares))]
    public async Task Evict_UnknownResource_IsRefusedWhereEndpointsAreKnown(bool ownMiddleware)
    {
        await StartAsync("Production", ownMiddleware);

        Assert.Equal(EvictionResult.Refused, await Evictor.EvictAsync([CacheTag.For("dashbords")], Token));

        var line = Assert.Single(_logs.Entries, static entry => entry.EventId.Id == 107);
        Assert.Contains("'dashbords'", line.Message, StringComparison.Ordinal);
        Assert.Contains("analytics, configured, dashboards, objects, reports, templates", line.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'dashboards'?", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dashboards")]
    [InlineData("Dashboards")]
    [InlineData("dashboards/d")]
    [InlineData("analytics/r")]
    [InlineData("configured")]
    [InlineData("templates")]
    [InlineData("reports")]
    [InlineData("objects")]
    public async Task Evict_ResourceOfEndpointObjectOrConfiguration_IsConfirmed(string resource)
    {
        await StartAsync("Development", ownMiddleware: true);

        Assert.Equal(EvictionResult.Confirmed, await Evictor.EvictAsync([CacheTag.For(resource)], Token));
    }

    [Fact]
    public async Task Evict_StringsAndEverything_AreNeverUnknown()
    {
        await StartAsync("Development", ownMiddleware: true);

        Assert.Equal(EvictionResult.Confirmed, await Evictor.EvictAsync(["dashbords", CacheTag.Everything], Token));
        await _app!.Services.GetRequiredService<Microsoft.AspNetCore.OutputCaching.IOutputCacheStore>().EvictByTagAsync("dashbords", Token);
        Assert.DoesNotContain(_logs.Entries, static entry => entry.EventId.Id == 107);
    }

    [Fact]
    public async Task Evict_UnknownResourceInAProcessWithoutEndpoints_IsConfirmed()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
        using var host = builder.Build();
        await host.StartAsync(Token);

        Assert.Equal(EvictionResult.Confirmed, await host.Services.GetRequiredService<ICacheEvictor>().EvictAsync([CacheTag.For("of-others")], Token));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Evict_Development_ThrowsAfterTheGoodTagsAreEvicted()
    {
        await StartAsync("Development", ownMiddleware: true);
        var client = _app!.GetTestClient();
        await client.GetStringAsync("/r?namespace=payments", Token);

        var thrown = await Assert.ThrowsAsync<EvictionRefusedException>(async () => await Evictor.EvictAsync(
            [CacheTag.For("analytics").With("namspace", "a"), CacheTag.For("dashbords"), null!, CacheTag.For("analytics")], Token));

        Assert.Contains("'analytics|namspace=a'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Its dimensions: namespace.", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'namespace'?", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'dashboards'?", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("was null", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("run 2", await client.GetStringAsync("/r?namespace=payments", Token));
    }

    [Fact]
    public async Task Publish_MappingIsRefusedInDevelopment_DoesNotFailTheRequest()
    {
        await StartAsync("Development", ownMiddleware: true);

        Assert.Equal(EvictionResult.Refused, await _app!.Services.GetRequiredService<ICacheEvents>().PublishAsync(new Moved(), Token));

        Assert.Single(_logs.Entries, static entry => entry.EventId.Id == 107);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Post_Refused_AnswersAndKeepsTheReason(string environment)
    {
        await StartAsync(environment, ownMiddleware: true);
        var client = _app!.GetTestClient();

        using var response = await client.PostAsJsonAsync(Evictions, new { resource = "analytics", dimensions = new { namspace = "secret-value" } }, Token);

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("refused", answer.GetProperty("result").GetString());
        Assert.Contains("no dimension 'namspace'", answer.GetProperty("reason").GetString(), StringComparison.Ordinal);
        var notes = await client.GetFromJsonAsync<JsonElement>(Evictions, Token);
        var note = Assert.Single(notes.EnumerateArray());
        Assert.Equal("refused", note.GetProperty("result").GetString());
        Assert.Contains("no dimension 'namspace'", note.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-value", note.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private async Task StartAsync(string environment, bool ownMiddleware)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(_logs).SetMinimumLevel(LogLevel.Debug);
        builder.Services
            .AddTaskerOutputCache(new ConfigurationBuilder().Build(), static options => options.Resources["configured"] = new CacheResourceOptions())
            .EvictOn<Moved>(static _ => [CacheTag.For("dashbords")]);
        _app = builder.Build();
        if (ownMiddleware)
        {
            _app.UseTaskerOutputCache();
        }
        else
        {
            _app.UseOutputCache();
        }

        _app.MapGet("/r", () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("r", vary: ["namespace"]);
        _app.MapGet("/d", static () => "d").CacheResource("dashboards", "d");
        _app.MapTaskerCache("/api/admin/cache").AllowAnonymous();
        _app.Services.GetRequiredKeyedService<Microsoft.Extensions.Caching.Hybrid.HybridCache>("reports");
        await _app.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
    }

    private sealed record Moved;
}

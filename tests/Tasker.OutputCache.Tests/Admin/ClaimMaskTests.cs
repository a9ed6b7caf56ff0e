using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

/// <summary>What was read from a claim is in keys and tags, and nobody sees it who may not see tenants and users.</summary>
public sealed class ClaimMaskTests
{
    private const string Secret = "acme";
    private const string Key = "tasker:plans:mine:%*:7d:%@acme";
    private const string Masked = "tasker:plans:mine:%*:7d:%@***";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claim_MayNotBeSeen_IsMaskedEverywhere()
    {
        await using var app = await StartAsync(maySee: false);
        var client = app.GetTestClient();
        await AskAsync(client, "/mine");
        await AskAsync(client, "/mine");
        await EvictAsync(app);
        await AskAsync(client, "/mine");

        var list = await client.GetStringAsync($"{AdminHost.Path}/entries", Token);
        var found = await client.GetStringAsync($"{AdminHost.Path}/entries?search={Secret}", Token);
        var tagged = await client.GetStringAsync($"{AdminHost.Path}/entries?tag={Uri.EscapeDataString("plans|tenant=acme")}", Token);
        var stats = await client.GetStringAsync($"{AdminHost.Path}/stats", Token);
        var evictions = await client.GetStringAsync($"{AdminHost.Path}/evictions", Token);
        var events = await ReadEventAsync(client);
        var explained = await AskAsync(client, $"{AdminHost.Path}/explain?as=me&url=/mine");

        Assert.Contains(Masked, list, StringComparison.Ordinal);
        Assert.Contains("\"matches\":0", found, StringComparison.Ordinal);
        Assert.Contains("\"matches\":0", tagged, StringComparison.Ordinal);
        Assert.All([stats, events, explained], static text => Assert.Contains(Masked, text, StringComparison.Ordinal));
        Assert.All([stats, events, evictions, explained], static text => Assert.Contains("plans|tenant=***", text, StringComparison.Ordinal));
        Assert.All([stats, events, evictions], static text => Assert.Contains("unheard-of|who=***", text, StringComparison.Ordinal));
        Assert.All([list, found, tagged, stats, events, evictions, explained], static text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Claim_MayNotBeSeen_EntryIsNeitherOpenedNorEvicted()
    {
        await using var app = await StartAsync(maySee: false);
        var client = app.GetTestClient();
        await AskAsync(client, "/mine");
        var path = $"{AdminHost.Path}/entries/{Uri.EscapeDataString(Key)}";

        using var entry = await client.GetAsync(path, Token);
        using var removed = await client.DeleteAsync(path, Token);

        Assert.Equal(HttpStatusCode.NotFound, entry.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, removed.StatusCode);
        var list = await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/entries", Token);
        Assert.Equal("fresh", Assert.Single(list.GetProperty("entries").EnumerateArray()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Claim_MayBeSeen_IsShownWithoutTheBody()
    {
        await using var app = await StartAsync(maySee: true);
        var client = app.GetTestClient();
        await AskAsync(client, "/mine");

        var entry = await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/entries/{Uri.EscapeDataString(Key)}?body=true", Token);

        Assert.Contains("plans|tenant=acme", entry.GetProperty("tags").EnumerateArray().Select(static tag => tag.GetString()));
        Assert.True(entry.GetProperty("partitioned").GetBoolean());
        Assert.Null(entry.GetProperty("body").GetString());
    }

    private static async Task<string> AskAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(AdminHost.TenantHeader, Secret);
        using var response = await client.SendAsync(request, Token);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Token);
    }

    private static async Task EvictAsync(WebApplication app)
    {
        var evictor = app.Services.GetRequiredService<ICacheEvictor>();
        await evictor.EvictAsync([CacheTag.For("plans").With("tenant", Secret)], Token);
        await evictor.EvictAsync([CacheTag.OfEntries(TagText.ForKey(Key))], Token);

        // As a node of another build would name them.
        app.Services.GetRequiredService<EvictionHistory>().AddReceived([$"plans/mine|tenant={Secret}", $"unheard-of|who={Secret}", $"~key:{Key}"], null);
    }

    private static async Task<string> ReadEventAsync(HttpClient client)
    {
        using var response = await client.GetAsync($"{AdminHost.Path}/events", HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        while (true)
        {
            if (await reader.ReadLineAsync(Token) is { } line && line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    private static Task<WebApplication> StartAsync(bool maySee) => AdminHost.StartAsync(
        endpoints: static app => app
            .MapGet("/mine", static () => "for those who have the claim")
            .CacheResource("plans", "mine", vary: ["range=7d", "claim:tenant"], static options => options.Partition = CachePartition.Everyone),
        admin: options =>
        {
            options.MaySeePartitions = _ => maySee;
            options.MaySeeBodies = _ => maySee;
        });
}

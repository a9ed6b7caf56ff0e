using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Analytics.Tests.Templates;

public sealed class TemplateTests
{
    private const string Charge = "/v1/templates/payments/charge/1.2.0";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_InMemory_TemplatesAreNotCachedAnalyticsAreAndOneWarningSaysWhy()
    {
        await using var host = new SampleHost();
        await CachedAnswer.GetAsync(host, "/v1/analytics/performance");

        var reads = new[] { await ReadAsync(host, Charge), await ReadAsync(host, Charge), await ReadAsync(host, "/v1/templates/shipping/fulfil_order/4.0.3") };

        Assert.Equal([1, 2, 3], reads.Select(read => read.Reads));
        Assert.True((await CachedAnswer.GetAsync(host, "/v1/analytics/performance")).IsHit);
        var warning = Assert.Single(host.Log.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal("NotShared", warning.EventId.Name);
        Assert.Contains("templates", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetCache_InMemory_SaysSo()
    {
        await using var host = new SampleHost();

        var status = await host.GetAsync("/v1/templates/cache/distributed", Token);

        Assert.Equal("""{"enabled":false,"provider":"memory","healthy":true}""", status.ToString());
    }

    [Fact]
    public async Task Get_OverRedis_ReadsOnceUnderAKeyThatPeopleCanRead()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var host = new SampleHost { RedisUrl = redis.Url };

        var reads = new[] { await ReadAsync(host, Charge), await ReadAsync(host, Charge) };

        Assert.Equal([1, 1], reads.Select(read => read.Reads));
        Assert.Equal("Takes the money of an order", reads[1].Template.GetProperty("description").GetString());
        await Eventually.Async(
            async token => (await redis.ExecuteAsync(["EXISTS", "tasker:template:payments:charge:1.2.0"], token)).Number == 1,
            TimeSpan.FromSeconds(30),
            "the template is in Redis",
            Token);
        var status = await host.GetAsync("/v1/templates/cache/distributed", Token);
        Assert.Equal("""{"enabled":true,"provider":"redis","healthy":true}""", status.ToString());
    }

    [Fact]
    public async Task Put_OverRedis_EvictsThatOne()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var host = new SampleHost { RedisUrl = redis.Url };
        await LoadAsync(host);

        using var response = await host.SendAsync(HttpMethod.Put, Charge, new { description = "new", steps = Array.Empty<object>() }, Token);

        response.EnsureSuccessStatusCode();
        Assert.Equal("new", (await ReadAsync(host, Charge)).Template.GetProperty("description").GetString());
        Assert.Equal(4, await ReadsAfterAllAsync(host));
    }

    [Theory]
    [InlineData("DELETE", "cache", 3)]
    [InlineData("DELETE", "cache/payments", 2)]
    [InlineData("POST", "payments/charge/1.2.0/refresh", 1)]
    public async Task Evict_OverRedis_TakesWhatIsSaid(string method, string path, int expected)
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var host = new SampleHost { RedisUrl = redis.Url };
        await LoadAsync(host);

        using var response = await host.SendAsync(new HttpMethod(method), $"/v1/templates/{path}", null, Token);

        response.EnsureSuccessStatusCode();
        Assert.Equal(expected, await ReadsAfterAllAsync(host) - 3);
    }

    [Fact]
    public async Task Boot_RemovalFailsHalfway_WhatIsGoneIsNotServed()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var host = new SampleHost { RedisUrl = redis.Url };
        await LoadAsync(host);
        var file = Path.Combine(host.Folder, "tasker.db");
        await ForbidAsync(file, "OLD.namespace = 'shipping'");
        await using var second = new SampleHost { RedisUrl = redis.Url, DatabaseFile = file, Templates = Directory.CreateDirectory(Path.Combine(host.Folder, "none")).FullName };

        Assert.Contains("not this one", Assert.ThrowsAny<Exception>(second.CreateClient).ToString(), StringComparison.Ordinal);

        await Eventually.Async(
            async token =>
            {
                using var response = await host.SendAsync(HttpMethod.Get, Charge, null, token);
                return response.StatusCode == HttpStatusCode.NotFound;
            },
            TimeSpan.FromSeconds(30),
            "what was removed is gone",
            Token);
        await ReadAsync(host, "/v1/templates/shipping/fulfil_order/4.0.3");
    }

    private static async Task ForbidAsync(string file, string rows)
    {
        await using var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE TRIGGER forbidden BEFORE DELETE ON tasker_templates WHEN {rows} BEGIN SELECT RAISE(ABORT, 'not this one'); END";
        await command.ExecuteNonQueryAsync(Token);
    }

    [Theory]
    [InlineData("DELETE", "cache")]
    [InlineData("POST", "payments/charge/1.2.0/refresh")]
    [InlineData("PUT", "payments/charge/1.2.0")]
    public async Task Change_ByNobody_Unauthorized(string method, string path)
    {
        await using var host = new SampleHost();

        using var response = await host.SendAsync(new HttpMethod(method), $"/v1/templates/{path}", method == "PUT" ? new { description = "x" } : null, Token, authorization: "");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("payments/charge/0.0.0")]
    [InlineData("payments:charge/1.2.0/x")]
    public async Task Get_Unknown_NotFound(string path)
    {
        await using var host = new SampleHost();

        using var response = await host.SendAsync(HttpMethod.Get, $"/v1/templates/{path}", null, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    // The unknown version is remembered as well: registering it must evict that.
    private static async Task LoadAsync(SampleHost host) => Assert.Equal(3, await ReadsAfterAllAsync(host));

    private static async Task<int> ReadsAfterAllAsync(SampleHost host)
    {
        await ReadAsync(host, Charge);
        await ReadAsync(host, "/v1/templates/payments/charge/9.9.9", HttpStatusCode.NotFound);
        return (await ReadAsync(host, "/v1/templates/shipping/fulfil_order/4.0.3")).Reads;
    }

    private static async Task<(int Reads, JsonElement Template)> ReadAsync(SampleHost host, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await host.SendAsync(HttpMethod.Get, path, null, Token);
        Assert.Equal(expected, response.StatusCode);
        return (
            int.Parse(Assert.Single(response.Headers.GetValues("X-Handler-Runs")), CultureInfo.InvariantCulture),
            await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }
}

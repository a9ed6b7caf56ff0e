using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Inputs.Declared;

/// <summary>A declaration that contradicts its handler is not cached; one line at start names the endpoint and every mistake.</summary>
public sealed class DeclarationCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Start_BoundParameterMissingInVary_SaysSo() => AssertRefusedAsync(
        static app => app.MapGet("/x", static (string? status, string? ns) => $"{status}{ns}").CacheAnalytics(vary: ["ns"]),
        "It binds 'status' from the query, which vary does not name", "Ignore = [\"status\"]");

    [Fact]
    public Task Start_BoundHeaderDeclaredAsQuery_SaysWhatItIs() => AssertRefusedAsync(
        static app => app.MapGet("/x", static ([FromHeader(Name = "X-Region")] string? region) => region ?? "none").CacheAnalytics(vary: ["X-Region"]),
        "It binds 'X-Region' from a header", "what it has is 'X-Region'", "Add \"header:X-Region\"");

    [Fact]
    public Task Start_MisspeltParameter_NamesBoth() => AssertRefusedAsync(
        static app => app.MapGet("/x", static (string? status) => $"{status}").CacheAnalytics(vary: ["statsu"]),
        "It binds 'status'", "Vary names 'statsu', which nothing in its handler binds. Did you mean 'status'?");

    [Theory]
    [InlineData("hours=48")]
    [InlineData("hours=025")]
    public Task Start_AnotherDefault_SaysSo(string declaration) => AssertRefusedAsync(
        app => app.MapGet("/x", static (int hours = 24) => $"{hours}").CacheAnalytics(vary: [declaration]),
        $"It declares '{declaration}', but its handler takes 24", "Write 'hours=24'");

    [Fact]
    public Task Start_TagOfAnUnknownName_SaysSo() => AssertRefusedAsync(
        static app => app.MapGet("/x/{id}", static (int id) => $"{id}").CacheAnalytics(configure: static options => options.Tags.Add("thing:{idd}")),
        "Its tag 'thing:{idd}' names '{idd}'", "Did you mean '{id}'?");

    [Fact]
    public Task Start_IgnoredInputThatIsNone_SaysSo() => AssertRefusedAsync(
        static app => app.MapGet("/x", static () => "x").CacheAnalytics(configure: static options => options.Ignore.Add("request:hots")),
        "It ignores 'request:hots'", "host");

    [Fact]
    public Task Start_NoGet_SaysSo() => AssertRefusedAsync(
        static app => app.MapPost("/x", static () => "x").CacheAnalytics(),
        "It does not answer GET");

    [Fact]
    public Task Start_Hub_SaysSo() => AssertRefusedAsync(
        static app => app.MapHub<QuietHub>("/x").CacheAnalytics(),
        "It is the hub 'QuietHub'");

    [Fact]
    public Task Start_EventStream_SaysSo() => AssertRefusedAsync(
        static app => app.MapGet("/x", static () => TypedResults.ServerSentEvents(Nothing())).CacheAnalytics(),
        "It sends a stream of events");

    [Fact]
    public Task Start_SeveralMistakes_AreOneLine() => AssertRefusedAsync(
        static app => app.MapGet("/x", static (string? status, int hours = 24) => $"{status}{hours}").CacheAnalytics(vary: ["statsu", "hours=12"], configure: static options => options.Tags.Add("{nobody}")),
        "It binds 'status'", "Did you mean 'status'?", "'hours=12'", "'{nobody}'");

    [Fact]
    public async Task Start_WhatIsDismissedOrEqual_WarnsOfNothing()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await TestApp.StartAsync(
            static app =>
            {
                app.MapGet("/a", static (string? trace, int hours = 24, bool open = false) => $"{trace}{hours}{open}").CacheResource("analytics", "a", ["hours=024", "open=False"], static options => options.Ignore.Add("trace"));
                app.MapGet("/b", static ([CacheIgnore] string? trace, string? ns) => $"{trace}{ns}").CacheResource("analytics", "b", ["ns"]);
                app.MapGet("/c", static (HttpContext context) => "c").CacheResource("analytics", "c", ["anything"]);
                app.MapGet("/d/{id}", static (int id) => $"{id}").CacheResource("analytics", "d", configure: static options => options.Tags.Add("thing:{id}"));
                var group = app.MapGroup("/g").CacheAnalytics(vary: ["ns", "status"]);
                group.MapGet("/one", static (string? ns) => $"{ns}");
                group.MapGet("/two", static (string? status) => $"{status}");
                group.MapPost("/one", static () => "posted");
            },
            logs: logs);

        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Evict_TagWithAPlaceholder_TakesTheResponseOfItsValue()
    {
        var runs = 0;
        await using var app = await TestApp.StartAsync(app => app.MapGet("/x/{id}", (int id) => $"{id} {Interlocked.Increment(ref runs)}").CacheAnalytics(configure: static options => options.Tags.Add("thing:{id}")));
        var gone = await app.Client.GetStringAsync("/x/07", Token);
        var stays = await app.Client.GetStringAsync("/x/8", Token);

        await app.Evictor.EvictAsync(["thing:7"], Token);

        Assert.NotEqual(gone, await app.Client.GetStringAsync("/x/07", Token));
        Assert.Equal(stays, await app.Client.GetStringAsync("/x/8", Token));
    }

    [Fact]
    public async Task Start_StrictValidation_RefusesWithEveryLine()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(static () => TestApp.StartAsync(
            static app =>
            {
                app.MapGet("/x", static (string? status) => $"{status}").CacheAnalytics(vary: ["statsu"]);
                app.MapPost("/y", static () => "y").CacheAnalytics();
            },
            static options => options.ValidateOnStart = ConfigurationErrorMode.Strict));

        Assert.Equal(2, exception.Failures.Count());
        Assert.Contains("'GET /x' is not cached", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_StrictValidationWithoutMistakes_Starts()
    {
        await using var app = await TestApp.StartAsync(static app => app.MapGet("/x", static (string? status) => $"{status}").CacheAnalytics(), static options => options.ValidateOnStart = ConfigurationErrorMode.Strict);

        Assert.Equal("a", await app.Client.GetStringAsync("/x?status=a", Token));
    }

    private static async Task AssertRefusedAsync(Action<WebApplication> endpoints, params string[] parts)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await TestApp.StartAsync(endpoints, services: static services => services.AddSignalR(), logs: logs);

        var line = Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
        Assert.Contains("/x", line.Message, StringComparison.Ordinal);
        Assert.All(parts.Append("is not cached:"), part => Assert.Contains(part, line.Message, StringComparison.Ordinal));
    }

    private static async IAsyncEnumerable<string> Nothing()
    {
        await Task.CompletedTask;
        yield break;
    }

    private sealed class QuietHub : Hub;
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Tasker.Caching.Coverage;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;
using Tasker.OutputCache.Testing;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Coverage;

/// <summary>Which tables are read, against what evicts, over both middlewares.</summary>
public sealed class CoverageTests(Sqlite server) : IClassFixture<Sqlite>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Middlewares => [false, true];

    [Theory]
    [MemberData(nameof(Middlewares))]
    public async Task Read_EntityFrameworkAndDapper_AreAttributedToTheirEndpoint(bool overTasker)
    {
        await using var host = await CoverageHost.StartAsync(server.NewDatabase(), overTasker);

        await host.AskAsync("/linq", "/linq", "/dapper", "/nothing", "/not-cached");

        var found = CacheCoverage.Read(host.Services);
        Assert.Equal(["projects/dapper", "projects/nothing", "tasks/linq"], found.Select(static endpoint => $"{endpoint.Resource}/{endpoint.Endpoint}"));
        Assert.Equal(["Notes", "Projects"], found[0].Tables.Select(static table => table.Table));
        Assert.Empty(found[1].Tables);
        Assert.Equal(["Marks", "Tasks"], found[2].Tables.Select(static table => table.Table));
        Assert.Equal(1, found[2].Computations);
        Assert.All(found, static endpoint => Assert.Empty(endpoint.UnknownSql));
    }

    [Theory]
    [MemberData(nameof(Middlewares))]
    public async Task Read_InAStream_CountsAfterTheHeadHasLeft(bool overTasker)
    {
        await using var host = await CoverageHost.StartAsync(server.NewDatabase(), overTasker, endpoints: static app => app.MapGet("/stream", static async (HttpContext http, TaskerContext context) =>
        {
            await http.Response.WriteAsync("begun");
            await http.Response.Body.FlushAsync();
            await http.Response.WriteAsync($"{await context.Notes.CountAsync()}");
        }).CacheResource("notes", "stream"));

        await host.AskAsync("/stream");

        Assert.Equal("Notes", Assert.Single(Assert.Single(CacheCoverage.Read(host.Services)).Tables).Table);
    }

    [Fact]
    public async Task AssertComplete_NothingEvicts_NamesEndpointAndTable()
    {
        await using var host = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false);
        await host.AskAsync("/linq", "/dapper");

        var failure = Assert.Throws<CacheAssertException>(() => CacheCoverage.AssertComplete(host.App));

        Assert.Contains("tasks/linq reads Tasks; nothing evicts it when Tasks changes.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("projects/dapper reads Notes; nothing evicts it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AssertComplete_EverythingEvicts_Passes()
    {
        await using var host = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false, static cache => cache
            .Covers("projects", "Projects")
            .EvictOn<NoteChanged>(static changed => [CacheTag.For("projects").With("project", changed.Project)], example: static () => new NoteChanged("a"))
            .Covers<NoteChanged>("main.notes")
            .EvictOnSave<TaskRow>(static row => [CacheTag.For("tasks").With("namespace", row.Namespace)]));
        await host.AskAsync("/linq", "/dapper");

        CacheCoverage.AssertComplete(host.App);

        var tables = CacheCoverage.Read(host.Services).SelectMany(static endpoint => endpoint.Tables).ToDictionary(static table => table.Table);
        Assert.Equal(["Covers"], tables["Projects"].EvictedBy);
        Assert.Equal(["EvictOn<NoteChanged>"], tables["Notes"].EvictedBy);
        Assert.Equal(["EvictOnSave<TaskRow>"], tables["Tasks"].EvictedBy);
        Assert.Equal(["EvictOnSave<TaskRow>"], tables["Marks"].EvictedBy);
    }

    /// <summary>A mapping for the table that evicts something else is no cover, and neither is one of another endpoint.</summary>
    [Fact]
    public async Task AssertComplete_MappingOfAnotherResource_Fails()
    {
        await using var host = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false, static cache => cache
            .Covers("tasks/other", "Marks")
            .EvictOnSave<TaskRow>(static _ => [CacheTag.For("templates")]));
        await host.AskAsync("/linq");

        var failure = Assert.Throws<CacheAssertException>(() => CacheCoverage.AssertComplete(host.App));

        Assert.Contains("reads Tasks; nothing", failure.Message, StringComparison.Ordinal);
        Assert.Contains("reads Marks; nothing", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What a mapping evicts that needs a whole row is not guessed: it is said, until a row was saved.</summary>
    [Fact]
    public async Task AssertComplete_MappingThatNeedsARow_IsUnknownUntilItHasRun()
    {
        await using var host = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false, static cache => cache
            .EvictOnSave<TaskRow>(static row => row.Placement.ToString() is null ? [] : [CacheTag.For("tasks")]));
        await host.AskAsync("/linq");
        var before = Assert.Throws<CacheAssertException>(() => CacheCoverage.AssertComplete(host.App));

        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TaskerContext>();
        context.Tasks.Add(new TaskRow());
        await context.SaveChangesAsync(Token);

        Assert.Contains("EvictOnSave<TaskRow> is for this table, but what it evicts is not known", before.Message, StringComparison.Ordinal);
        CacheCoverage.AssertComplete(host.App);
    }

    [Fact]
    public async Task AssertComplete_TagOfTheHandler_IsCovered()
    {
        await using var host = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false, static cache => cache.EvictOnSave<TaskRow>(static _ => ["late"]), endpoints: static app =>
            app.MapGet("/late", static (HttpContext http, TaskerContext context) =>
            {
                http.TagCachedResponse("late");
                return context.Tasks.CountAsync();
            }).CacheResource("others", "late"));
        await host.AskAsync("/late");

        CacheCoverage.AssertComplete(host.App);
    }

    [Fact]
    public async Task AssertComplete_UnknownSql_IsSaidWithoutItsStrings()
    {
        await using var host = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false, static cache => cache.Covers("raw", "Tasks"), endpoints: static app =>
            app.MapGet("/raw", static async (DbDataSource source) =>
            {
                await using var connection = await source.OpenConnectionAsync();
                await connection.QueryAsync("SELECT * FROM Tasks WHERE Code = 'secret'");
                return (await connection.QueryAsync("PRAGMA table_info('secret')")).Count();
            }).CacheResource("raw", "raw"));
        await host.AskAsync("/raw");

        var failure = Assert.Throws<CacheAssertException>(() => CacheCoverage.AssertComplete(host.App));

        Assert.Contains("raw/raw sends unknown SQL: PRAGMA table_info('…')", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AssertComplete_NothingObserved_Fails()
    {
        await using var silent = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false);
        await using var production = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false, environment: "Production");
        await production.AskAsync("/linq");

        Assert.Contains("Send requests", Assert.Throws<CacheAssertException>(() => CacheCoverage.AssertComplete(silent.App)).Message, StringComparison.Ordinal);
        await silent.AskAsync("/nothing");
        Assert.Contains("was seen to read a table", Assert.Throws<CacheAssertException>(() => CacheCoverage.AssertComplete(silent.App)).Message, StringComparison.Ordinal);
        Assert.Contains("observes no tables", Assert.Throws<CacheAssertException>(() => CacheCoverage.AssertComplete(production.App)).Message, StringComparison.Ordinal);
    }

    /// <summary>A host in production has none of it: neither wrappers nor interceptors.</summary>
    [Fact]
    public async Task ObserveTables_InProduction_WrapsNothing()
    {
        await using var production = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false, environment: "Production");
        await using var asked = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false, static cache => cache.ObserveTables(), environment: "Production");

        Assert.False(TableReads.AreObservedBy(production.Services));
        Assert.IsNotType<Caching.Coverage.Connections.ObservedDataSource>(production.Services.GetRequiredService<DbDataSource>());
        await asked.AskAsync("/dapper");
        Assert.Equal(2, Assert.Single(CacheCoverage.Read(asked.Services)).Tables.Count);
    }

    [Fact]
    public async Task Explain_Endpoint_SaysWhatItReads()
    {
        await using var host = await CoverageHost.StartAsync(server.NewDatabase(), overTasker: false, static cache => cache.Covers("projects", "Projects"), endpoints: static app =>
        {
            app.Use((context, next) =>
            {
                context.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
                return next(context);
            });
            app.MapTaskerCache("/cache");
        });
        await host.AskAsync("/dapper");
        using var client = host.App.GetTestClient();

        var explanation = await client.GetFromJsonAsync<JsonElement>("/cache/explain?url=/dapper", Token);
        var endpoints = await client.GetFromJsonAsync<JsonElement>("/cache/endpoints", Token);

        var step = explanation.GetProperty("steps").EnumerateArray().Single(static step => step.GetProperty("name").GetString() == "tables");
        Assert.Equal("It reads Notes, and nothing evicts it when Notes changes. It reads Projects, and is evicted by Covers.", step.GetProperty("text").GetString());
        var coverage = endpoints.GetProperty("endpoints").EnumerateArray().Single(static endpoint => endpoint.GetProperty("name").GetString() == "dapper").GetProperty("coverage");
        Assert.False(coverage.GetProperty("complete").GetBoolean());
        Assert.Equal(2, coverage.GetProperty("tables").GetArrayLength());
    }

    internal sealed record NoteChanged(string Project);
}

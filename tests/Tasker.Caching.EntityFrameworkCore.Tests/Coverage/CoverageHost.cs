using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using System.Data.Common;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;
using Tasker.OutputCache;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Coverage;

/// <summary>An API whose handlers read by Entity Framework Core and by Dapper.</summary>
internal sealed class CoverageHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CoverageHost(WebApplication app) => _app = app;

    public WebApplication App => _app;

    public IServiceProvider Services => _app.Services;

    public static async Task<CoverageHost> StartAsync(string database, bool overTasker, Action<TaskerOutputCacheBuilder>? cache = null, string environment = "Development", Action<WebApplication>? endpoints = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddDbContext<TaskerContext>(options => options.UseSqlite(database));
        builder.Services.AddSingleton(provider => Microsoft.Data.Sqlite.SqliteFactory.Instance.CreateDataSource(database).ObserveTables(provider));
        var added = builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
        added.ObserveDbContexts();
        cache?.Invoke(added);

        var app = builder.Build();
        if (overTasker)
        {
            app.UseTaskerOutputCache();
        }
        else
        {
            app.UseOutputCache();
        }

        app.MapGet("/linq", static (TaskerContext context) => context.Tasks.CountAsync(static row => row.Marks.Count == 0)).CacheResource("tasks", "linq");
        app.MapGet("/dapper", static async (DbDataSource source) =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            return await transaction.Connection!.ExecuteScalarAsync<long>("SELECT count(*) FROM Projects p LEFT JOIN Notes n ON n.ProjectId = p.Id", transaction: transaction);
        }).CacheResource("projects", "dapper");
        app.MapGet("/nothing", static () => "nothing").CacheResource("projects", "nothing");
        app.MapGet("/not-cached", static (TaskerContext context) => context.Notes.CountAsync());
        endpoints?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TaskerContext>().Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        return new CoverageHost(app);
    }

    public async Task AskAsync(params string[] paths)
    {
        using var client = _app.GetTestClient();
        foreach (var path in paths)
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using System.Diagnostics;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Tasker.Caching;
using Tasker.Caching.PostgreSql.WriterHost;

// What it does comes from the command line: --Writer:Row=5 --Writer:DiesAt=committed, and the keys of the cache.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddTaskerCaching(builder.Configuration).AddRedis().AddPostgres().EvictOnSave<WrittenRow>(static row => [$"row-{row.Id}"]);
var diesAt = builder.Configuration["Writer:DiesAt"];
builder.Services.AddDbContext<WriterContext>(options => options
    .UseNpgsql(builder.Configuration["common:cache:postgres:connection_string"])
    .LogTo(static (id, _) => id == RelationalEventId.TransactionCommitting || id == RelationalEventId.TransactionCommitted, DieWithTheEvent));
if (builder.Configuration["Writer:Feed"] is { } table)
{
    // It reads the change feed until it is killed.
    builder.Services.AddTaskerCaching(builder.Configuration).EvictOnChange(table, static row => [CacheTag.For("rows").With("id", row["id"])]);
    using var reader = builder.Build();
    await reader.RunAsync();
    return;
}

using var host = builder.Build();
await host.StartAsync();

var settings = builder.Configuration.GetSection("Writer");
var (row, schema) = (settings["Row"]!, builder.Configuration["common:cache:postgres:schema"]!);
var evictsWithin = builder.Configuration.GetValue<bool>("common:cache:postgres:outbox") || builder.Configuration["common:cache:evictions:log"] == "postgres";
if (settings.GetValue<bool>("Scope"))
{
    await SaveInScopeAsync();
    return;
}

if (settings.GetValue<bool>("Save"))
{
    await SaveAsync();
    return;
}

var cache = host.Services.GetRequiredService<ICacheEvictor>();

await using var source = NpgsqlDataSource.Create(builder.Configuration["common:cache:postgres:connection_string"]!);
await using var connection = await source.OpenConnectionAsync();
await using var transaction = await connection.BeginTransactionAsync();
await using (var update = new NpgsqlCommand($"UPDATE {schema}.rows SET version = version + 1 WHERE id = {row}", connection, transaction))
{
    await update.ExecuteNonQueryAsync();
}

DieAt("changed");
if (evictsWithin)
{
    await cache.EvictAsync([$"row-{row}"], transaction);
}

DieAt("evicted");
await transaction.CommitAsync();
DieAt("committed");
if (!evictsWithin)
{
    await cache.EvictAsync([$"row-{row}"]);
}

DieAt("told");
await host.StopAsync();

async Task SaveAsync()
{
    using var services = host.Services.CreateScope();
    var context = services.ServiceProvider.GetRequiredService<WriterContext>();
    var saved = await context.Rows.SingleAsync(r => r.Id == int.Parse(row));
    saved.Version++;
    DieAt("changed");
    await context.SaveChangesAsync();
    DieAt("told");
    await host.StopAsync();
}

// The events come before interceptors hear of them: nothing is written into the transaction yet, and nothing is evicted after it.
void DieWithTheEvent(EventData data) => DieAt(data.EventId == RelationalEventId.TransactionCommitted ? "committed" : "evicted");

async Task SaveInScopeAsync()
{
    using var services = host.Services.CreateScope();
    var context = services.ServiceProvider.GetRequiredService<WriterContext>();
    using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
    {
        // Committed, and the cache, which listens as well, does not know yet: handlers are called in their order.
        Transaction.Current!.TransactionCompleted += (_, _) => DieAt("committed");
        var saved = await context.Rows.SingleAsync(r => r.Id == int.Parse(row));
        saved.Version++;
        await context.SaveChangesAsync();
        DieAt("saved");
        scope.Complete();
    }

    DieAt("told");
    await host.StopAsync();
}

// SIGKILL: nothing of this process runs after it.
void DieAt(string step)
{
    if (step == diesAt)
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}

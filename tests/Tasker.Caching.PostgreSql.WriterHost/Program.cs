using System.Diagnostics;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Tasker.Caching;
using Tasker.Caching.PostgreSql.WriterHost;

// What it does comes from the command line: --Writer:Row=5 --Writer:DiesAt=committed, and the keys of the cache.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddTaskerCaching(builder.Configuration).AddRedis().AddPostgres().EvictOnSave<WrittenRow>(static row => [$"row-{row.Id}"]);
builder.Services.AddDbContext<WriterContext>(options => options.UseNpgsql(builder.Configuration["common:cache:postgres:connection_string"]));
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
var (row, diesAt, schema) = (settings["Row"]!, settings["DiesAt"]!, builder.Configuration["common:cache:postgres:schema"]!);
var hasOutbox = builder.Configuration.GetValue<bool>("common:cache:postgres:outbox");
if (settings.GetValue<bool>("Scope"))
{
    await SaveInScopeAsync();
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
if (hasOutbox)
{
    await cache.EvictAsync([$"row-{row}"], transaction);
}

DieAt("evicted");
await transaction.CommitAsync();
DieAt("committed");
if (!hasOutbox)
{
    await cache.EvictAsync([$"row-{row}"]);
}

DieAt("told");
await host.StopAsync();

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

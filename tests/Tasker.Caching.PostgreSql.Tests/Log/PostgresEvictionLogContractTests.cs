using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching.PostgreSql.Connections;
using Tasker.Caching.PostgreSql.Log;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.Caching.PostgreSql.Tests.Log;

public sealed class PostgresEvictionLogContractTests(SharedPostgres postgres) : EvictionLogContract
{
    private readonly string _schema = PostgresTest.NewSchema();
    private readonly List<PostgresBackend> _backends = [];

    protected override async Task<IEvictionLog> OpenAsync(TimeSpan retention, int pageSize)
    {
        var backend = PostgresTest.Open(postgres.Server, _schema, retention: retention);
        _backends.Add(backend);
        var log = new PostgresEvictionLog(backend.Database, new Notices(backend.Database, TimeProvider.System, NullLogger.Instance), TimeProvider.System, NullLogger.Instance, pageSize);

        // The first node that reads a new log begins its generation.
        await log.ReadSinceAsync(default, Token);
        return log;
    }

    protected override Task LoseAsync() => postgres.Source.ExecuteAsync($"TRUNCATE {_schema}.evictions");

    // Messages only wake: what the log holds is read.
    protected override Task WaitForMessageAsync(ConcurrentQueue<EvictionRecord> heard, EvictionRecord record)
    {
        Assert.Empty(heard);
        return Task.CompletedTask;
    }

    protected override async ValueTask CloseAsync()
    {
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }
}

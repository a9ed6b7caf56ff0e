using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.PostgreSql.Connections;
using Tasker.Caching.PostgreSql.Outbox;

namespace Tasker.Caching.PostgreSql;

/// <summary>Makes the back end for PostgreSQL.</summary>
internal sealed class PostgresBackendProvider(CacheBackendContext<PostgresOptions> context, IServiceProvider services) : CacheBackendProvider<PostgresOptions>(context)
{
    protected override CacheBackend? TryCreate(CacheBackendRequest request, PostgresOptions options, out string problem)
    {
        var mayCreate = services.GetService<IHostEnvironment>()?.IsDevelopment() == true;
        return PostgresBackend.Create(request, options, mayCreate, Context.Clock, Context.Loggers, out problem)?.Backend;
    }

    protected override CacheOutbox? TryCreateOutbox(CacheBackendRequest request, PostgresOptions options, out string problem)
    {
        problem = string.Empty;
        if (!options.Outbox)
        {
            return null;
        }

        var logger = CacheGuard.Guarded(Context.Loggers.CreateLogger<PostgresOutbox>());
        var mayCreate = services.GetService<IHostEnvironment>()?.IsDevelopment() == true;
        if (PostgresDatabase.Create(options, mayCreate, Context.Clock, logger, out problem) is not { } database)
        {
            return null;
        }

        var outbox = new PostgresOutbox(database, request.KeyPrefix, options.PollInterval, Context.Clock, logger);
        return new CacheOutbox(outbox, outbox);
    }

    protected override void OnOutboxRefused(string problem) => Context.Loggers.CreateLogger<PostgresBackendProvider>().OutboxRefused(problem);

    protected override string? FindProblem(PostgresOptions options) => PostgresDatabase.Check(options);

    protected override void OnRefused(string name, string problem) => Context.Loggers.CreateLogger<PostgresBackendProvider>().BackendRefused(problem);
}

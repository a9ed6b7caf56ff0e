using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.Caching.PostgreSql.Connections;
using Tasker.OutputCache;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Hosting;

namespace Tasker.Caching.PostgreSql;

/// <summary>Makes the back end for PostgreSQL.</summary>
internal sealed class PostgresBackendProvider(
    TaskerOptionsSetup setup,
    IEnumerable<IConfigureOptions<PostgresOptions>> configurations,
    TimeProvider clock,
    ILoggerFactory loggers,
    IServiceProvider services) : PackageBackendProvider<PostgresOptions>(setup, configurations, clock)
{
    public override bool Supports(string name) => name == BackendNames.Postgres;

    protected override IPackageBackend? TryCreate(string name, PostgresOptions package, TaskerOutputCacheOptions options)
    {
        var mayCreate = services.GetService<IHostEnvironment>()?.IsDevelopment() == true;
        var backend = PostgresBackend.Create(name, package, options, mayCreate, Clock, loggers, out var problem);
        if (backend is null)
        {
            loggers.CreateLogger<PostgresBackendProvider>().Guarded().BackendRefused(Locate(package, problem));
        }

        return backend;
    }

    protected override string? Check(PostgresOptions package) => PostgresDatabase.Check(package);
}

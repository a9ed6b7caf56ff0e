using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.PostgreSql.Connections;

namespace Tasker.Caching.PostgreSql;

/// <summary>Makes the back end for PostgreSQL.</summary>
internal sealed class PostgresBackendProvider(CacheBackendContext<PostgresOptions> context, IServiceProvider services) : CacheBackendProvider<PostgresOptions>(context)
{
    protected override CacheBackend? TryCreate(CacheBackendRequest request, PostgresOptions options, out string problem)
    {
        var mayCreate = services.GetService<IHostEnvironment>()?.IsDevelopment() == true;
        return PostgresBackend.Create(request, options, mayCreate, Context.Clock, Context.Loggers, out problem)?.Backend;
    }

    protected override string? FindProblem(PostgresOptions options) => PostgresDatabase.Check(options);

    protected override void OnRefused(string name, string problem) => Context.Loggers.CreateLogger<PostgresBackendProvider>().BackendRefused(problem);
}

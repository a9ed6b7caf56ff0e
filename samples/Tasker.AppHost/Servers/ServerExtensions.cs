using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tasker.AppHost.Servers;

/// <summary>Redis and PostgreSQL as programs of this machine.</summary>
internal static class ServerExtensions
{
    private const string Tcp = "tcp";

    /// <summary>Adds a Redis that keeps nothing.</summary>
    public static IResourceBuilder<ExecutableResource> AddRedisExecutable(this IDistributedApplicationBuilder builder, string name)
    {
        var redis = builder.AddExecutable(name, "redis-server", builder.AppHostDirectory, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        redis.WithEndpoint(scheme: Tcp, name: Tcp)
            .WithArgs("--port", redis.GetEndpoint(Tcp).Property(EndpointProperty.TargetPort));
        return redis.WithReadiness(new RedisReady(redis.GetEndpoint(Tcp)));
    }

    /// <summary>Adds a PostgreSQL with its data in <c>obj/postgres</c>.</summary>
    public static IResourceBuilder<ExecutableResource> AddPostgresExecutable(this IDistributedApplicationBuilder builder, string name)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Servers", "postgres.sh");
        var postgres = builder.AddExecutable(name, "bash", builder.AppHostDirectory, script, Path.Combine(builder.AppHostDirectory, "obj", "postgres"));
        postgres.WithEndpoint(scheme: Tcp, name: Tcp)
            .WithArgs(postgres.GetEndpoint(Tcp).Property(EndpointProperty.TargetPort));
        return postgres.WithReadiness(new PostgresReady(postgres.GetEndpoint(Tcp)));
    }

    /// <summary>Tells a project where cache and database are, and lets it wait for them.</summary>
    public static IResourceBuilder<ProjectResource> WithCacheAndDatabase(
        this IResourceBuilder<ProjectResource> project, IResourceBuilder<ExecutableResource> redis, IResourceBuilder<ExecutableResource> postgres)
    {
        var cache = redis.GetEndpoint(Tcp);
        var database = postgres.GetEndpoint(Tcp);
        return project
            // Their launch profiles, which say so elsewhere, have fixed ports.
            .WithEnvironment("DOTNET_ENVIRONMENT", "Development")
            .WithEnvironment("REDIS_URL", ReferenceExpression.Create($"redis://{cache.Property(EndpointProperty.HostAndPort)}"))
            .WithEnvironment("ConnectionStrings__Tasker", ReferenceExpression.Create(
                $"Host={database.Property(EndpointProperty.Host)};Port={database.Property(EndpointProperty.Port)};Username=postgres;Database=postgres"))
            .WaitFor(redis)
            .WaitFor(postgres);
    }

    // A port that is open says nothing: the orchestrator listens on it before the server does.
    private static IResourceBuilder<ExecutableResource> WithReadiness(this IResourceBuilder<ExecutableResource> server, IHealthCheck check)
    {
        var name = $"{server.Resource.Name}-answers";
        server.ApplicationBuilder.Services.AddHealthChecks().AddCheck(name, check);
        return server.WithHealthCheck(name);
    }
}

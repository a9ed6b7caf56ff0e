using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Tasker.AppHost.Servers;

/// <summary>Healthy once PostgreSQL accepts a connection.</summary>
internal sealed class PostgresReady(EndpointReference endpoint) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"Host={endpoint.Host};Port={endpoint.Port};Username=postgres;Database=postgres;Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer yet.", exception);
        }
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public static class OpenTelemetryStandInExtensions
{
    public static OpenTelemetryStandIn AddOpenTelemetry(this IServiceCollection services) => new();
}

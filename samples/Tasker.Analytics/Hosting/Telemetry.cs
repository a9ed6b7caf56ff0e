using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Tasker.Analytics.Hosting;

/// <summary>Metrics and traces of the cache, of its calls to a back end and of HTTP.</summary>
internal static class Telemetry
{
    private const string Cache = "Tasker.OutputCache";

    /// <summary>Adds them. Where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, they and the log are sent there; an Aspire app host sets it.</summary>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(Cache, "Polly").AddAspNetCoreInstrumentation().AddPrometheusExporter())
            .WithTracing(tracing => tracing.AddSource(Cache).AddAspNetCoreInstrumentation());

        if (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.WithLogging().UseOtlpExporter();
        }
    }

    /// <summary>Maps <c>/metrics</c> for Prometheus, in Development only: it is open to any client.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapPrometheusScrapingEndpoint();
        }
    }
}

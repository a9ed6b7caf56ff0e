namespace Tasker.OutputCache.Docs.Tests.Assumptions;

/// <summary>Stands for the packages of OpenTelemetry, in the shape that they have: our names are what the page is about.</summary>
public sealed class OpenTelemetryStandIn
{
    public OpenTelemetryStandIn WithMetrics(Action<OpenTelemetryStandIn> configure) => this;

    public OpenTelemetryStandIn WithTracing(Action<OpenTelemetryStandIn> configure) => this;

    public OpenTelemetryStandIn AddMeter(params string[] names) => this;

    public OpenTelemetryStandIn AddSource(params string[] names) => this;

    public OpenTelemetryStandIn AddAspNetCoreInstrumentation() => this;
}

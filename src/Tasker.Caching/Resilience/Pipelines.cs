using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Telemetry;

namespace Tasker.Caching.Resilience;

/// <summary>Adds our strategies to Polly's pipelines.</summary>
internal static class Pipelines
{
    /// <summary>Begins a pipeline whose events are in Polly's own meter.</summary>
    /// <param name="name">The name of the back end.</param>
    /// <param name="clock">The clock.</param>
    public static ResiliencePipelineBuilder New(string name, TimeProvider clock)
    {
        // Measured, not logged: a back end that hangs would be a line for every call. Lines 501 to 503 say what an operator needs.
        var telemetry = new TelemetryOptions { LoggerFactory = NullLoggerFactory.Instance };
        return new ResiliencePipelineBuilder { Name = name, TimeProvider = clock }.ConfigureTelemetry(telemetry);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The options have no annotations to validate.")]
    public static ResiliencePipelineBuilder Add(
        this ResiliencePipelineBuilder builder, string name, Func<ResilienceStrategyTelemetry, ResilienceStrategy> strategy) =>
        builder.AddStrategy(context => strategy(context.Telemetry), new StrategyOptions { Name = name });

    private sealed class StrategyOptions : ResilienceStrategyOptions;
}

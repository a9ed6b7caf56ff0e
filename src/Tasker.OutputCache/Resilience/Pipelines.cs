using System.Diagnostics.CodeAnalysis;
using Polly;

namespace Tasker.OutputCache.Resilience;

/// <summary>Adds our strategies to Polly's pipelines.</summary>
internal static class Pipelines
{
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The options have no annotations to validate.")]
    public static ResiliencePipelineBuilder Add(this ResiliencePipelineBuilder builder, string name, ResilienceStrategy strategy) =>
        builder.AddStrategy(_ => strategy, new StrategyOptions { Name = name });

    private sealed class StrategyOptions : ResilienceStrategyOptions;
}

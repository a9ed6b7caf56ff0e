using Xunit;

namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>Tests that export metrics. OpenTelemetry takes the meters of all hosts of the process that have a name: no other host may run beside.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessMetrics
{
    public const string Name = nameof(ProcessMetrics);
}

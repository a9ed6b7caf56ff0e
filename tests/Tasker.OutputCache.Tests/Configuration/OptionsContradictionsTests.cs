using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Problems;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration;

public sealed class OptionsContradictionsTests
{
    [Theory]
    [InlineData("resources.sales.ttl_seconds", "resources:sales:ttl_hours=3")]
    [InlineData("resources.sales.stale_if_error_seconds", "resources:sales:ttl=1m", "resources:sales:stale_if_error=3h")]
    [InlineData("default_ttl_seconds", "default_ttl=2h", "evictions:retention=1h")]
    [InlineData("resources.sales.stale_while_revalidate_seconds", "resources:sales:stale_while_revalidate=30s")]
    [InlineData("resources.sales.serve_when_detached", "resources:sales:consistency=strict", "resources:sales:serve_when_detached=true")]
    [InlineData("lease_seconds", "lease=40s")]
    [InlineData("operation_timeout_milliseconds", "operation_timeout=1s", "lease=1s")]
    [InlineData("circuit_breaker.timeout_seconds", "circuit_breaker:timeout_milliseconds=150")]
    [InlineData("max_body_bytes", "max_body_bytes=2MiB", "memory:max_bytes=1MiB")]
    [InlineData("evictions.staleness_bound_milliseconds", "evictions:staleness_bound=1s", "evictions:catch_up_interval=3s")]
    [InlineData("memory.max_bytes", "memory:max_bytes=1099511627776")]
    public void Report_ValuesThatContradictEachOther_AreReported(string key, params string[] lines) => Assert.Equal(key, Assert.Single(Problems(lines)).Key);

    [Theory]
    [InlineData("resources:sales:ttl=1m", "resources:sales:stale_while_revalidate=30s", "resources:sales:stale_if_error=10m")]
    [InlineData("resources:analytics:stale_while_revalidate=30s")]
    [InlineData("default_ttl=5m", "resources:sales:stale_while_revalidate=30s")]
    [InlineData("max_wait=5s")]
    [InlineData("operation_timeout=2s")]
    [InlineData("memory:max_bytes=1MiB")]
    public void Report_ValuesThatGoTogether_AreNot(params string[] lines) => Assert.Empty(Problems(lines));

    private static List<ConfigurationProblem> Problems(string[] lines)
    {
        var binding = ConfigurationText.BindCache(lines);
        var problems = new List<ConfigurationProblem>(binding.Problems);
        OptionsCorrection.Correct(binding.Options, new ConfigurationKeys([]), binding, problems);
        return problems;
    }
}

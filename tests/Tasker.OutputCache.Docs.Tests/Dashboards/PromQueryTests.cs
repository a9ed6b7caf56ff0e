using Xunit;

namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>The reader of expressions finds what they name: what it missed, no test would compare.</summary>
public sealed class PromQueryTests
{
    [Theory]
    [InlineData("tasker_cache_attached == 0", "tasker_cache_attached()")]
    [InlineData("sum by (job, le) (rate(a_total{x=\"b|c_total\", y!~\"d.*\"}[5m])) > 0.5 * max(b_bytes) unless b_bytes offset 15m", "a_total(x,y) b_bytes() b_bytes()")]
    [InlineData("(state{state=\"open\"} == 1) and on (job) (up == 1)", "state(state) up()")]
    [InlineData("histogram_quantile(0.95, sum by (le) (rate(a_bucket{job=~\"$job\"}[$__rate_interval])))", "a_bucket(job)")]
    public void Selectors_OfExpressions_AreAllFound(string expression, string expected) =>
        Assert.Equal(expected, string.Join(' ', PromQuery.Selectors(expression).Select(static selector => $"{selector.Metric}({string.Join(',', selector.Labels)})")));

    [Fact]
    public void Groupings_OfExpressions_AreAllFound() =>
        Assert.Equal(["job", "le", "instance"], PromQuery.Groupings("sum by (job, le) (a) / on (instance) b"));
}

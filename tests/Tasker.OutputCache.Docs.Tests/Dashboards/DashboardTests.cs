using System.Text.Json;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>The dashboard shows what the product measures, and every panel of it says what it shows.</summary>
[Collection(ProcessMetrics.Name)]
public sealed class DashboardTests(ExportingHost host) : IClassFixture<ExportingHost>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // What Prometheus adds itself, and the buckets.
    private static readonly string[] LabelsOfPrometheus = ["job", "instance", "le"];

    // The host of this test has no outbox, and exports nothing of one.
    private const string OnlyWithAnOutbox = "tasker_cache_outbox_waiting";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Panels_All_HaveTitleDescriptionAndQuery()
    {
        Assert.True(DashboardFiles.Panels.Count > 30, $"Only {DashboardFiles.Panels.Count} panels were found.");
        Assert.All(DashboardFiles.Panels, static panel =>
        {
            Assert.NotEmpty(panel.GetProperty("title").GetString()!);
            Assert.True(panel.GetProperty("description").GetString()!.Length > 20, panel.GetProperty("title").GetString());
            Assert.NotEqual(0, panel.GetProperty("targets").GetArrayLength());
            Assert.All(panel.GetProperty("targets").EnumerateArray(), static target => Assert.NotEmpty(target.GetProperty("expr").GetString()!));
        });
        Assert.All(DashboardFiles.Rows, static row => Assert.NotEmpty(row.GetProperty("title").GetString()!));
    }

    [Fact]
    public void Panels_All_HaveAnIdAndAPlaceOfTheirOwn()
    {
        var all = DashboardFiles.Panels.Concat(DashboardFiles.Rows).ToList();
        Assert.Equal(all.Count, all.Select(static panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = all.SelectMany(static panel => Cells(panel.GetProperty("gridPos"))).ToList();

        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, static cell => Assert.InRange(cell.X, 0, 23));
    }

    [Fact]
    public void Panels_All_AskTheChosenDataSourceAndService()
    {
        Assert.All(DashboardFiles.Panels.SelectMany(static panel => panel.GetProperty("targets").EnumerateArray().Append(panel)), static asked =>
            Assert.Equal("${datasource}", asked.GetProperty("datasource").GetProperty("uid").GetString()));
        Assert.All(DashboardFiles.Queries, static query =>
            Assert.Equal(PromQuery.Selectors(query.Query).Count(), query.Query.Split("job=~\"$job\", instance=~\"$instance\"").Length - 1));
    }

    /// <summary>A name that nothing exports, or a label that its metric does not have, shows as an empty panel or an alert that never fires.</summary>
    [Fact]
    public void Queries_MetricsAndLabels_AreExportedByTheProduct()
    {
        var rules = File.ReadAllLines(DashboardFiles.RulesPath).Where(static line => !line.TrimStart().StartsWith('#')).ToArray();
        var expressions = DashboardFiles.Queries.Select(static query => query.Query).Concat(RuleExpressions.In(rules)).ToList();
        expressions.RemoveAll(static expression => expression.Contains(OnlyWithAnOutbox, StringComparison.Ordinal));
        var selectors = expressions.SelectMany(PromQuery.Selectors).ToList();
        Assert.True(selectors.Count > 90, $"Only {selectors.Count} selectors were found.");

        Assert.Empty(selectors.Select(static selector => selector.Metric).Except(host.Exported.Keys));
        Assert.All(selectors, selector =>
            Assert.Empty(selector.Labels.Except([.. host.Exported[selector.Metric], .. LabelsOfPrometheus]).Select(label => $"{selector.Metric} has no {label}")));
        Assert.All(expressions, expression =>
            Assert.Empty(PromQuery.Groupings(expression).Except([.. PromQuery.Selectors(expression).SelectMany(selector => host.Exported[selector.Metric]), .. LabelsOfPrometheus])));
    }

    [Fact]
    public void Instruments_OfAllPackages_AreOnTheDashboard()
    {
        var shown = DashboardFiles.Queries.SelectMany(static query => PromQuery.Selectors(query.Query)).Select(static selector => selector.Metric).ToHashSet(StringComparer.Ordinal);
        Assert.True(host.Instruments.Count > 25, $"Only {host.Instruments.Count} instruments were found.");

        Assert.Empty(host.Instruments.Select(MetricsPage.ExportedNameOf).Except(shown.Select(WithoutPart)));
    }

    [Fact]
    public void Exported_NamesAndLabels_AreThoseOfThePages()
    {
        var rows = MetricsPage.Rows.Where(static row => MetricsPage.ExportedNameOf(row.Name, row.Unit, isCounter: false) != OnlyWithAnOutbox);
        Assert.All(rows, row =>
        {
            var name = MetricsPage.ExportedNameOf(row.Name, row.Unit, row.Kind == "counter");
            var parts = row.Kind == "histogram" ? (string[])["_bucket", "_sum", "_count"] : [""];
            Assert.All(parts, part =>
            {
                Assert.True(host.Exported.TryGetValue(name + part, out var labels), $"{name}{part} is not exported.");
                Assert.Empty(labels.Except([.. row.Tags.Select(static tag => tag.Replace('.', '_')), "otel_scope_name", "le"]).Select(label => $"{name} has {label}"));
            });
        });
    }

    /// <summary>Prometheus 3 takes names with dots too, where it is given them.</summary>
    [Fact]
    public async Task Exported_ToPrometheusThree_HasTheSameNames()
    {
        var exported = await host.ScrapeAsync("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.2");

        Assert.Empty(host.Exported.Keys.Except(exported.Keys));
    }

    /// <summary>Real measurements were seen, and not only what the test has counted by hand.</summary>
    [Fact]
    public void Exported_WhatRequestsAndEvictionsMove_WasMovedByTheProduct()
    {
        string[] moved =
        [
            "tasker.cache.requests",
            "tasker.cache.handler.duration",
            "tasker.cache.not_stored",
            "tasker.cache.evictions",
            "tasker.cache.evictions.failed_row_mappings",
            "tasker.cache.evictions.markers_raised",
            "tasker.cache.events",
            "tasker.cache.events.failures",
            "tasker.cache.far.failures",
            "tasker.cache.far.operation.duration",
        ];

        Assert.Empty(moved.Except(host.Instruments.Select(static instrument => instrument.Name)));
        Assert.Empty(moved.Intersect(host.Unmoved));
    }

    [Fact]
    public async Task Prometheus_ReadingTheHost_AnswersEveryPanelAndEvaluatesEveryRule()
    {
        await using var prometheus = await PrometheusServer.StartNewAsync(host.Address, DashboardFiles.RulesPath, Token);

        await Eventually.Async(
            async token =>
            {
                await host.MoveAsync(token);
                return await EmptyPanelsAsync(prometheus, token);
            },
            static empty => empty.Length == 0,
            Deadline,
            "every panel has data",
            Token);
        await Eventually.Async(
            async token => string.Join('\n', (await prometheus.RulesAsync(token)).Where(static rule => rule.Health != "ok")),
            static wrong => wrong.Length == 0,
            Deadline,
            "every rule is evaluated",
            Token);
        Assert.Equal(DashboardFiles.Alerts.Count, (await prometheus.RulesAsync(Token)).Count);
        Assert.Equal((0, null), await prometheus.QueryAsync("count({__name__=~\"tasker_cache_.+\", exported_endpoint!=\"\"})", Token));
    }

    private static async Task<string> EmptyPanelsAsync(PrometheusServer prometheus, CancellationToken cancellationToken)
    {
        var empty = new List<string>();
        foreach (var (panel, query) in DashboardFiles.Queries.Where(static query => !query.Query.Contains(OnlyWithAnOutbox, StringComparison.Ordinal)))
        {
            var (series, error) = await prometheus.QueryAsync(DashboardFiles.Resolve(query), cancellationToken);
            if (series == 0)
            {
                empty.Add($"{panel}: {error ?? query}");
            }
        }

        return string.Join('\n', empty);
    }

    private static IEnumerable<(int X, int Y)> Cells(JsonElement place)
    {
        var (x, y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
        return from dx in Enumerable.Range(0, place.GetProperty("w").GetInt32())
               from dy in Enumerable.Range(0, place.GetProperty("h").GetInt32())
               select (x + dx, y + dy);
    }

    private static string WithoutPart(string metric)
    {
        var part = (string[])["_bucket", "_sum", "_count"];
        return part.FirstOrDefault(end => metric.EndsWith(end, StringComparison.Ordinal)) is { } found ? metric[..^found.Length] : metric;
    }
}

using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics;

/// <summary><c>docs/metrics.md</c> lists exactly the instruments that there are.</summary>
public sealed partial class MetricsPageTests
{
    [Fact]
    public async Task Page_Instruments_AreThoseOfTheMeter()
    {
        await using var app = await TestApp.StartAsync(static _ => { });
        var meter = app.Services.GetRequiredService<CacheMetrics>().Meter;
        var actual = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter == meter)
                {
                    actual.Add($"{instrument.Name} {KindOf(instrument)} {instrument.Unit ?? "-"}");
                }
            },
        };
        listener.Start();

        var documented = Row().Matches(await File.ReadAllTextAsync(Repository.PathOf("docs", "metrics.md"), TestContext.Current.CancellationToken))
            .Select(static row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}");

        Assert.Equal(actual, documented.Order(StringComparer.Ordinal));
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "Histogram" => "histogram",
        "ObservableGauge" => "gauge",
        _ => "up-down counter",
    };

    [GeneratedRegex(@"^\| `(tasker\.cache\.[a-z_.]+)` \| ([a-z -]+) \| `?([^`|]+?)`? \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}

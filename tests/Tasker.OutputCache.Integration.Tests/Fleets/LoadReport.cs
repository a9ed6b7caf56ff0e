using System.Globalization;
using Tasker.OutputCache.TestUtilities.Histories;

namespace Tasker.OutputCache.Integration.Tests.Fleets;

/// <summary>What the checker found, by resource.</summary>
internal sealed record LoadReport(IReadOnlyDictionary<string, HistoryReport> Resources)
{
    public bool IsValid => Resources.Values.All(report => report.IsValid);

    public int Reads => Resources.Values.Sum(report => report.Reads);

    public int Evictions => Resources.Values.First().Evictions;

    public int Failed => Resources.Values.Sum(report => report.Violations.Count(violation => violation.Reason == "failed"));

    public string Staleness(string resource) => Resources[resource].LargestStaleness.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    public override string ToString() => string.Join('\n', Resources.Select(resource =>
        $"{resource.Key}: {resource.Value}\n  {string.Join(", ", resource.Value.Sources.OrderByDescending(source => source.Value).Take(8).Select(source => $"{source.Value} x {source.Key}"))}"));
}

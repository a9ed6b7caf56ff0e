using System.Globalization;
using System.Text;
using Tasker.OutputCache.TestUtilities.Faults;

namespace Tasker.OutputCache.Integration.Tests.Soak;

/// <summary>What a soak found, to be printed.</summary>
/// <param name="Rounds">What the checker found, round by round.</param>
/// <param name="Log">What the nemesis did.</param>
/// <param name="Problems">What must not have been, apart from reads.</param>
internal sealed record SoakReport(
    SoakOptions Options, IReadOnlyList<LoadReport> Rounds, IReadOnlyList<NemesisEvent> Log, long HandlerRuns, IReadOnlyList<string> Problems)
{
    private static readonly (string Resource, string Promise)[] _promises =
    [
        ("strict", "0 (linear)"),
        ("bounded", $"{Fleet.StalenessBound.TotalSeconds} s"),
        ("offline", $"{Fleet.OfflineTtl.TotalSeconds} s (its TTL) and 1 s"),
    ];

    public bool IsValid => Problems.Count == 0 && Rounds.All(static round => round.IsValid);

    public long Stale => _promises.Sum(promise => SoakTotals.Of(Rounds, promise.Resource).Stale);

    public long Failed => _promises.Sum(promise => SoakTotals.Of(Rounds, promise.Resource).Failed);

    /// <summary>Returns the report as Markdown.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"**{Options.Backend}, {Options.Instances} {(Options.Instances == 1 ? "instance" : "instances")}, {Options.Duration.TotalMinutes:0.#} min, seed {Options.Seed}: {Failed} failed requests, {Stale} stale reads.**");
        AppendResources(text);
        text.AppendLine().AppendLine(
            CultureInfo.InvariantCulture,
            $"{Rounds.Sum(static round => round.Evictions):N0} commits and evictions, {HandlerRuns:N0} runs of the handler.");
        AppendFaults(text);
        AppendProblems(text);
        return text.ToString();
    }

    private void AppendResources(StringBuilder text)
    {
        text.AppendLine().AppendLine("| resource | may be stale for | reads | hits | failed | stale | largest staleness, ms |");
        text.AppendLine("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (resource, promise) in _promises)
        {
            var totals = SoakTotals.Of(Rounds, resource);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {resource} | {promise} | {totals.Reads:N0} | {totals.Hits:N0} | {totals.Failed} | {totals.Stale} | {totals.LargestStaleness.TotalMilliseconds:0} |");
        }
    }

    private void AppendFaults(StringBuilder text)
    {
        if (Log.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine("| fault | times |").AppendLine("| --- | ---: |");
        foreach (var fault in Log.Where(static entry => entry.What == "injected").CountBy(static entry => entry.Fault).OrderBy(static fault => fault.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {fault.Key} | {fault.Value} |");
        }
    }

    private void AppendProblems(StringBuilder text)
    {
        if (IsValid)
        {
            return;
        }

        text.AppendLine().AppendLine("```").AppendJoin('\n', Rounds.Where(static round => !round.IsValid)).AppendLine().AppendJoin('\n', Problems);
        text.AppendLine().AppendJoin('\n', Log).AppendLine().AppendLine("```");
    }
}

using System.Globalization;
using Tasker.OutputCache.Cli.Administration;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Commands;

/// <summary>The lines of <c>watch</c>: what has happened since the one before.</summary>
internal sealed class WatchLines(TextWriter output)
{
    private const int LinesToAHeading = 20;

    private Statistics? _before;
    private string[] _problems = [];
    private int _lines;

    public async Task WriteAsync(Statistics now)
    {
        // The first one, or another process than before: there is nothing to compare with.
        var before = _before is { } last && last.Since == now.Since ? last : now;
        var known = before.Evictions.Select(IdentityOf).ToHashSet();
        foreach (var eviction in now.Evictions.Reverse().Where(eviction => !known.Contains(IdentityOf(eviction))))
        {
            var more = eviction.TagCount > eviction.Tags.Length ? $" and {TerminalText.Of(eviction.TagCount - eviction.Tags.Length)} more" : string.Empty;
            await output.WriteLineAsync($"{TimeOf(eviction.Time)}  evicted {TerminalText.Of(string.Join(", ", eviction.Tags))}{more} ({TerminalText.Of(eviction.Mode)}, {TerminalText.Of(eviction.Result)}, by {TerminalText.Of(eviction.By)})").ConfigureAwait(false);
        }

        foreach (var problem in now.Status.Problems.Except(_problems))
        {
            await output.WriteLineAsync($"{TimeOf(now.Time)}  problem: {TerminalText.Of(problem)}").ConfigureAwait(false);
        }

        foreach (var problem in _problems.Except(now.Status.Problems))
        {
            await output.WriteLineAsync($"{TimeOf(now.Time)}  over: {TerminalText.Of(problem)}").ConfigureAwait(false);
        }

        if (_lines++ % LinesToAHeading == 0)
        {
            await output.WriteLineAsync("time      requests/s  hits/s  handlers/s  entries  memory      journal  state").ConfigureAwait(false);
        }

        await output.WriteLineAsync(LineOf(before, now)).ConfigureAwait(false);
        _before = now;
        _problems = now.Status.Problems;
    }

    private static (DateTimeOffset, string) IdentityOf(EvictionNote eviction) => (eviction.Time, string.Join(',', eviction.Tags));

    private static string LineOf(Statistics before, Statistics now)
    {
        var seconds = (now.Time - before.Time).TotalSeconds;
        var state = now.Status switch
        {
            { Enabled: false } => "off",
            { Healthy: true } => "healthy",
            { Attached: false } => "detached",
            var status => $"circuit {status.Circuit}",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeOf(now.Time)}  {RateOf(now.Requests - before.Requests),10}  {RateOf(now.Hits - before.Hits),6}  {RateOf(now.HandlerRuns - before.HandlerRuns),10}  {now.TotalKeys,7}  {TerminalText.Bytes(now.Status.Bytes),-10}  {now.Status.Journal,7}  {TerminalText.Of(state)}");

        string RateOf(long difference) => seconds > 0 ? TerminalText.Rate(difference / seconds) : "-";
    }

    private static string TimeOf(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}

using System.CommandLine;
using Tasker.OutputCache.Cli.Administration;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Commands;

/// <summary>Lists the endpoints with the most requests, the keys that are hit most and the tags that are evicted most.</summary>
internal static class TopCommand
{
    private const int DefaultLimit = 10;

    public static Command Create(ToolConsole console, ConnectionOptions connection)
    {
        var limit = new Option<int>("--limit", "-n") { Description = "How many rows a table has.", DefaultValueFactory = static _ => DefaultLimit };
        var command = new Command("top", "Lists the endpoints with the most requests, the keys that are hit most and the tags that are evicted most, since the node's start.") { limit };
        command.SetAction((parsed, cancellationToken) => RunAsync(console, connection, parsed, parsed.GetValue(limit), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ToolConsole console, ConnectionOptions connection, ParseResult parsed, int limit, CancellationToken cancellationToken)
    {
        if (limit <= 0)
        {
            throw new ToolException(ExitCode.Usage, "--limit must be greater than zero.");
        }

        using var client = connection.Connect(parsed);
        var text = await client.GetAsync("stats", cancellationToken).ConfigureAwait(false);
        if (connection.IsJson(parsed))
        {
            await console.Output.WriteLineAsync(text).ConfigureAwait(false);
            return ExitCode.Done;
        }

        var statistics = AdminText.Read(text, AdminJson.Default.Statistics);
        var output = console.Output;
        await output.WriteLineAsync(
            $"{TerminalText.Of(statistics.Requests)} requests, {TerminalText.Percent(statistics.HitRate)} hits, {TerminalText.Of(statistics.Bypasses)} bypasses, "
            + $"{TerminalText.Of(statistics.TotalKeys)} entries in {TerminalText.Of(statistics.MemoryUsed)}").ConfigureAwait(false);
        await WriteAsync(output, Endpoints(statistics, limit)).ConfigureAwait(false);
        await WriteAsync(output, Keys(statistics, limit)).ConfigureAwait(false);
        await WriteAsync(output, Tags(statistics, limit)).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static TextTable Endpoints(Statistics statistics, int limit)
    {
        var table = new TextTable("endpoint", ">requests", ">hits", ">handler runs", ">a run takes", "not stored");
        var endpoints = statistics.Resources.SelectMany(static resource => resource.Endpoints.Select(endpoint => (resource.Name, Endpoint: endpoint)));
        foreach (var (resource, endpoint) in endpoints.OrderByDescending(static pair => pair.Endpoint.Requests).Take(limit))
        {
            table.Add(
                $"{resource}/{endpoint.Name}",
                TerminalText.Of(endpoint.Requests),
                TerminalText.Percent(endpoint.HitRate),
                TerminalText.Of(endpoint.HandlerRuns),
                TerminalText.Milliseconds(endpoint.HandlerMilliseconds),
                string.Join(", ", endpoint.NotStored.OrderByDescending(static reason => reason.Value).Select(static reason => $"{reason.Key} {TerminalText.Of(reason.Value)}")));
        }

        return table;
    }

    private static TextTable Keys(Statistics statistics, int limit)
    {
        var table = new TextTable("key", ">hits");
        foreach (var key in statistics.TopKeys.Take(limit))
        {
            table.Add(key.Key, TerminalText.Of(key.Hits));
        }

        return table;
    }

    private static TextTable Tags(Statistics statistics, int limit)
    {
        var table = new TextTable("tag", ">evictions", ">the last");
        foreach (var tag in statistics.Tags.Take(limit))
        {
            table.Add(tag.Tag, TerminalText.Of(tag.Evictions), TerminalText.Ago(tag.SecondsAgo));
        }

        return table;
    }

    private static async Task WriteAsync(TextWriter output, TextTable table)
    {
        if (!table.IsEmpty)
        {
            await output.WriteLineAsync().ConfigureAwait(false);
            await table.WriteAsync(output).ConfigureAwait(false);
        }
    }
}

using System.CommandLine;
using Tasker.OutputCache.Cli.Administration;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Commands;

/// <summary>Says what a node is in touch with, and what is wrong.</summary>
internal static class StatusCommand
{
    public static Command Create(ToolConsole console, ConnectionOptions connection)
    {
        var all = new Option<bool>("--all") { Description = "Lists all instances of the deployment, as the node knows them. The exit code is 6 where one is detached or not heard from." };
        var command = new Command("status", "Says what the node is in touch with, and what is wrong. The exit code is 6 where something is.") { all };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(all)
            ? RunAllAsync(console, connection, parsed, cancellationToken)
            : RunAsync(console, connection, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAllAsync(ToolConsole console, ConnectionOptions connection, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(parsed);
        var text = await client.GetAsync("instances", cancellationToken).ConfigureAwait(false);
        var instances = AdminText.Read(text, AdminJson.Default.Instances);
        if (connection.IsJson(parsed))
        {
            await console.Output.WriteLineAsync(text).ConfigureAwait(false);
        }
        else
        {
            await InstanceLines.WriteAsync(console.Output, instances).ConfigureAwait(false);
        }

        return instances.List.Any(static instance => instance.State is "detached" or "silent") ? ExitCode.Warning : ExitCode.Done;
    }

    private static async Task<int> RunAsync(ToolConsole console, ConnectionOptions connection, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(parsed);
        var text = await client.GetAsync("status", cancellationToken).ConfigureAwait(false);
        var status = AdminText.Read(text, AdminJson.Default.Status);
        if (connection.IsJson(parsed))
        {
            await console.Output.WriteLineAsync(text).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(console.Output, status).ConfigureAwait(false);
        }

        return status.Healthy && status.Problems.Length == 0 ? ExitCode.Done : ExitCode.Warning;
    }

    private static async Task WriteAsync(TextWriter output, Status status)
    {
        foreach (var (name, value) in Lines(status))
        {
            await output.WriteLineAsync($"{name,-10}{TerminalText.Of(value)}").ConfigureAwait(false);
        }
    }

    private static IEnumerable<(string Name, string Value)> Lines(Status status)
    {
        yield return ("node", status.Node);
        yield return ("health", status.Healthy ? "healthy" : "not healthy");
        yield return ("cache", status.Enabled ? "on" : "off: nothing is cached");
        yield return ("back end", $"{status.Backend}, {(status.Shared ? "shared with other nodes" : "this process only")}");
        yield return ("log", $"{(status.Attached ? "attached" : "detached")}, {(status.HorizonLagSeconds is { } lag ? $"read {TerminalText.Ago(lag)}" : "never read")}");
        yield return ("circuit", status.Circuit);
        yield return ("journal", status.Journal == 0 ? "empty" : $"{TerminalText.Of(status.Journal)} tags wait for the log");
        yield return ("memory", $"{TerminalText.Of(status.Entries)} entries, {TerminalText.Bytes(status.Bytes)}");
        yield return ("requests", $"{TerminalText.Of(status.Computations)} being computed, {TerminalText.Of(status.Waiting)} waiting for one of them");
        if (status.WarmUp is { Paths: > 0 } warmUp)
        {
            yield return ("warm-up", $"{warmUp.State}, {TerminalText.Of(warmUp.Warm)} of {TerminalText.Of(warmUp.Paths)} warm, {TerminalText.Of(warmUp.Failed)} failed");
        }

        foreach (var feed in status.Feeds)
        {
            var bound = feed.BytesLeft is { } left ? $"{TerminalText.Bytes(left)} more at most" : "bounded by its disk only";
            yield return ("feed", $"{feed.Name}, {(feed.Read ? "read" : "not read")}, {TerminalText.Bytes(feed.LagBytes)} behind; the server keeps {TerminalText.Bytes(feed.KeptBytes)}, {bound}");
        }

        foreach (var limit in status.Limits)
        {
            yield return ("limit", limit);
        }

        foreach (var problem in status.Problems)
        {
            yield return ("problem", problem);
        }
    }
}

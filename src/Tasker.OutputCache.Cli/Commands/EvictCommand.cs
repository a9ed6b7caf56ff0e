using System.CommandLine;
using Tasker.OutputCache.Cli.Administration;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Commands;

/// <summary>Evicts by tags, by a resource and its dimensions, or everything; tidies up by a pattern of keys.</summary>
internal static class EvictCommand
{
    private const string Refused = "refused";
    private const string Journaled = "journaled";

    public static Command Create(ToolConsole console, ConnectionOptions connection)
    {
        var options = new EvictOptions();
        var command = new Command("evict", "Evicts by tags, by a resource and its dimensions, or everything, on all nodes. It can't be undone. The exit code is 5 where something was refused, and 6 where the eviction waits in the node's journal.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(console, connection, parsed, options.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ToolConsole console, ConnectionOptions connection, ParseResult parsed, EvictionRequest request, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(parsed);
        var text = await client.PostAsync("evictions", request, AdminJson.Default.EvictionRequest, cancellationToken).ConfigureAwait(false);
        var answer = AdminText.Read(text, AdminJson.Default.EvictionAnswer);
        if (connection.IsJson(parsed))
        {
            await console.Output.WriteLineAsync(text).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(console, answer).ConfigureAwait(false);
        }

        return answer.Result switch
        {
            Refused => ExitCode.Refused,
            Journaled => ExitCode.Warning,
            _ => ExitCode.Done,
        };
    }

    private static async Task WriteAsync(ToolConsole console, EvictionAnswer answer)
    {
        var what = answer.Removed is { } removed ? $"{TerminalText.Of(removed)} entries" : string.Join(", ", answer.Tags.Select(TerminalText.Of));
        await console.Output.WriteLineAsync(what.Length > 0 ? $"{TerminalText.Of(answer.Result)}: {what}" : TerminalText.Of(answer.Result)).ConfigureAwait(false);
        if (answer.Result == Journaled)
        {
            await console.Error.WriteLineAsync("The node applies it at once. Other nodes hear of it when the eviction log can be reached again.").ConfigureAwait(false);
        }

        foreach (var sentence in (string?[])[answer.Reason, answer.Note])
        {
            if (sentence is not null)
            {
                await console.Error.WriteLineAsync(TerminalText.Of(sentence)).ConfigureAwait(false);
            }
        }
    }
}

using System.CommandLine;
using Tasker.OutputCache.Cli.Administration;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Commands;

/// <summary>Says whether the triggers of the database that evict are as the host says.</summary>
internal static class TriggersCommand
{
    public static Command Create(ToolConsole console, ConnectionOptions connection)
    {
        var command = new Command("triggers", "Compares the triggers of the database that evict with what the host says. The exit code is 6 where one is missing, disabled or outdated.");
        command.SetAction((parsed, cancellationToken) => RunAsync(console, connection, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ToolConsole console, ConnectionOptions connection, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(parsed);
        var text = await client.GetAsync("triggers", cancellationToken).ConfigureAwait(false);
        var triggers = AdminText.Read(text, AdminJson.Default.Triggers);
        if (connection.IsJson(parsed))
        {
            await console.Output.WriteLineAsync(text).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(console.Output, triggers).ConfigureAwait(false);
        }

        return triggers.InOrder ? ExitCode.Done : ExitCode.Warning;
    }

    private static async Task WriteAsync(TextWriter output, Triggers triggers)
    {
        if (!triggers.Checked)
        {
            await output.WriteLineAsync("This host has no database with triggers.").ConfigureAwait(false);
            return;
        }

        var table = new TextTable("table", "evicts", "state", "what to do");
        foreach (var found in triggers.Tables)
        {
            table.Add(found.Table, found.Resource ?? "?", found.State, found.Problem ?? string.Empty);
        }

        if (table.IsEmpty)
        {
            await output.WriteLineAsync(triggers.InOrder ? "No triggers, and the host names none." : "Nothing was compared.").ConfigureAwait(false);
        }
        else
        {
            await table.WriteAsync(output).ConfigureAwait(false);
        }

        foreach (var failure in triggers.Failures)
        {
            await output.WriteLineAsync(TerminalText.Of(failure)).ConfigureAwait(false);
        }
    }
}

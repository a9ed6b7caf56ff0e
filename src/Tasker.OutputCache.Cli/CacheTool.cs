using System.CommandLine;
using System.CommandLine.Invocation;
using Tasker.OutputCache.Cli.Commands;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli;

/// <summary>The command <c>tasker-cache</c>.</summary>
internal static class CacheTool
{
    public const string Name = "tasker-cache";

    /// <summary>Runs the tool.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, ToolConsole console, CancellationToken cancellationToken = default)
    {
        var parsed = CreateRoot(console).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
            {
                await console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            }

            await console.Error.WriteLineAsync($"'{Name} --help' lists the commands, '{Name} <command> --help' their options.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration { Output = console.Output, Error = console.Error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException exception)
        {
            await console.Error.WriteLineAsync(TerminalText.Of(exception.Message)).ConfigureAwait(false);
            return exception.ExitCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            await console.Error.WriteLineAsync($"The connection broke: {TerminalText.Of(exception.Message)}").ConfigureAwait(false);
            return ExitCode.NoAnswer;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Failed;
        }
    }

    private static RootCommand CreateRoot(ToolConsole console)
    {
        var connection = new ConnectionOptions(console);
        var root = new RootCommand("Looks into the cache of a running host, explains requests and evicts, over its administration.")
        {
            StatusCommand.Create(console, connection),
            TopCommand.Create(console, connection),
            ExplainCommand.Create(console, connection),
            TriggersCommand.Create(console, connection),
            EvictCommand.Create(console, connection),
            WatchCommand.Create(console, connection),
        };
        connection.AddTo(root);
        return root;
    }
}

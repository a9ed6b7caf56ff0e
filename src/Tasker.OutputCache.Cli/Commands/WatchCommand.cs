using System.CommandLine;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Tasker.OutputCache.Cli.Administration;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Commands;

/// <summary>Prints a line a second: the requests, the hits, the evictions and what is wrong.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static Command Create(ToolConsole console, ConnectionOptions connection)
    {
        var count = new Option<int>("--count", "-n") { Description = "Ends after so many lines. By default it goes on until Ctrl+C." };
        var command = new Command("watch", "Prints a line a second: requests, hits, evictions, and what is wrong. With --json a JSON document a line.") { count };
        command.SetAction((parsed, cancellationToken) => RunAsync(console, connection, parsed, parsed.GetValue(count), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ToolConsole console, ConnectionOptions connection, ParseResult parsed, int count, CancellationToken cancellationToken)
    {
        if (count < 0)
        {
            throw new ToolException(ExitCode.Usage, "--count must not be negative.");
        }

        using var client = connection.Connect(parsed);
        var lines = connection.IsJson(parsed) ? null : new WatchLines(console.Output);
        var left = count == 0 ? int.MaxValue : count;
        var hasHeard = false;
        try
        {
            while (left > 0)
            {
                try
                {
                    // The host ends a stream after some minutes, to ask again who listens.
                    await foreach (var text in ReadAsync(client, cancellationToken).ConfigureAwait(false))
                    {
                        hasHeard = true;
                        await WriteAsync(console, lines, text).ConfigureAwait(false);
                        if (--left == 0)
                        {
                            break;
                        }
                    }
                }
                catch (Exception exception) when (hasHeard && exception is IOException or HttpRequestException or ToolException { ExitCode: ExitCode.NoAnswer })
                {
                    await console.Error.WriteLineAsync($"No news since {console.Clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}: {exception.Message}").ConfigureAwait(false);
                    await Task.Delay(Pause, console.Clock, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl+C is how it ends.
        }

        return ExitCode.Done;
    }

    private static async IAsyncEnumerable<string> ReadAsync(AdminClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await client.ListenAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return item.Data;
            }
        }
    }

    private static Task WriteAsync(ToolConsole console, WatchLines? lines, string text) =>
        lines is null ? console.Output.WriteLineAsync(text) : lines.WriteAsync(AdminText.Read(text, AdminJson.Default.Statistics));
}

using System.CommandLine;
using Tasker.OutputCache.Cli.Administration;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Commands;

/// <summary>Says step by step what the cache would do with a request.</summary>
internal static class ExplainCommand
{
    public static Command Create(ToolConsole console, ConnectionOptions connection)
    {
        var url = new Argument<string>("request") { Description = "Path and query of the request; a whole URL will do." };
        var method = new Option<string?>("--method", "-X") { Description = "The method of the request; GET by default." };
        var headers = new Option<string[]>("--with", "-w") { Description = "A header of the request, as 'Name: value'. May be repeated." };
        var me = new Option<bool>("--as-me") { Description = "With your own identity; without one by default." };
        var tenant = new Option<string?>("--tenant") { Description = "As a user of this tenant. The host must let you see partitions." };
        var user = new Option<string?>("--user") { Description = "As this user. The host must let you see partitions." };
        var command = new Command("explain", "Says step by step what the cache would do with a request. No handler runs.") { url, method, headers, me, tenant, user };
        command.SetAction((parsed, cancellationToken) =>
        {
            IEnumerable<(string Name, string? Value)> query =
            [
                ("url", parsed.GetRequiredValue(url)),
                ("method", parsed.GetValue(method)),
                ("as", parsed.GetValue(me) ? "me" : null),
                ("tenant", parsed.GetValue(tenant)),
                ("user", parsed.GetValue(user)),
                .. (parsed.GetValue(headers) ?? []).Select(static header => ("header", (string?)header)),
            ];
            var path = $"explain?{string.Join('&', query.Where(static part => part.Value is not null).Select(static part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"))}";
            return RunAsync(console, connection, parsed, path, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ToolConsole console, ConnectionOptions connection, ParseResult parsed, string path, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(parsed);
        var text = await client.GetAsync(path, cancellationToken).ConfigureAwait(false);
        if (connection.IsJson(parsed))
        {
            await console.Output.WriteLineAsync(text).ConfigureAwait(false);
            return ExitCode.Done;
        }

        var explanation = AdminText.Read(text, AdminJson.Default.Explanation);
        var output = console.Output;
        await output.WriteLineAsync($"{TerminalText.Of(explanation.Method)} {TerminalText.Of(explanation.Url)}: {TerminalText.Of(explanation.Outcome)}").ConfigureAwait(false);
        await output.WriteLineAsync(TerminalText.Of(explanation.Decision)).ConfigureAwait(false);
        await output.WriteLineAsync().ConfigureAwait(false);
        foreach (var step in explanation.Steps)
        {
            await output.WriteLineAsync($"{(step.Ok ? ' ' : '!')} {TerminalText.Of(step.Name),-12}{TerminalText.Of(step.Text)}").ConfigureAwait(false);
        }

        return ExitCode.Done;
    }
}

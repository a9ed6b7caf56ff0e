using System.Text.Json;

namespace Tasker.OutputCache.Cli.Tests;

/// <summary>What a run of the tool has left.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<ToolRun> OfAsync(string[] args, Dictionary<string, string>? variables = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new ToolConsole { Output = output, Error = error, Variable = name => variables?.GetValueOrDefault(name) };
        var code = await CacheTool.RunAsync(args, console, TestContext.Current.CancellationToken);
        return new ToolRun(code, output.ToString(), error.ToString());
    }
}

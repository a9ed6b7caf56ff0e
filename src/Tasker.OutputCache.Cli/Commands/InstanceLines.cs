using Tasker.OutputCache.Cli.Administration.Cluster;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Commands;

/// <summary>The instances of a deployment as a table, with a line for all of them.</summary>
internal static class InstanceLines
{
    public static async Task WriteAsync(TextWriter output, Instances instances)
    {
        var table = new TextTable("instance", "version", "state", ">hits", ">requests", ">entries", ">memory", ">journal", "says");
        foreach (var instance in instances.List)
        {
            var isKnown = instance.State != "other_build";
            table.Add(
                instance.Name.Length > 0 ? instance.Name : instance.Id,
                instance.Version.Split('+')[0],
                instance.State.Replace('_', ' '),
                isKnown ? TerminalText.Percent(instance.HitRate) : string.Empty,
                isKnown ? TerminalText.Of(instance.Requests) : string.Empty,
                isKnown ? TerminalText.Of(instance.Entries) : string.Empty,
                isKnown ? TerminalText.Bytes(instance.Bytes) : string.Empty,
                isKnown ? TerminalText.Of(instance.Journal) : string.Empty,
                instance.Says);
        }

        var sum = instances.Sum;
        table.Add(
            "together",
            string.Empty,
            $"{TerminalText.Of(sum.Attached)} of {TerminalText.Of(sum.Instances)} attached",
            TerminalText.Percent(sum.HitRate),
            TerminalText.Of(sum.Requests),
            TerminalText.Of(sum.Entries),
            TerminalText.Bytes(sum.Bytes),
            TerminalText.Of(sum.Journal),
            string.Empty);
        await table.WriteAsync(output).ConfigureAwait(false);
        foreach (var note in instances.Notes)
        {
            await output.WriteLineAsync(TerminalText.Of(note)).ConfigureAwait(false);
        }
    }
}

namespace Tasker.OutputCache.Cli.Terminal;

/// <summary>What surrounds the tool. Tests put something else in its place.</summary>
internal sealed class ToolConsole
{
    public TextWriter Output { get; init; } = Console.Out;

    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Gets what reads a variable of the environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

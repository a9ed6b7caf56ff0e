namespace Tasker.OutputCache.Cli.Terminal;

/// <summary>A failure that the user is told of in one sentence.</summary>
/// <param name="exitCode">The exit code.</param>
/// <param name="message">What happened, and what to do.</param>
internal sealed class ToolException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}

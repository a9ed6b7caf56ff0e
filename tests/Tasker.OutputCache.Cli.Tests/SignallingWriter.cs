namespace Tasker.OutputCache.Cli.Tests;

/// <summary>Keeps what is written, and tells when a text was.</summary>
internal sealed class SignallingWriter(string awaited) : StringWriter
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Written => _written.Task;

    public override async Task WriteLineAsync(string? value)
    {
        await base.WriteLineAsync(value);
        if (value?.Contains(awaited, StringComparison.Ordinal) == true)
        {
            _written.TrySetResult();
        }
    }
}

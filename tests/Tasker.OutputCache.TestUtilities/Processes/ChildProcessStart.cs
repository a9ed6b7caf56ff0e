namespace Tasker.OutputCache.TestUtilities.Processes;

/// <summary>What to run, and how.</summary>
public sealed record ChildProcessStart(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Gets variables added to the environment; a null value takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Gets the working directory; by default that of the test.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Gets the user to run as, for servers that refuse to run as root; by default that of the test.</summary>
    public string? User { get; init; }
}

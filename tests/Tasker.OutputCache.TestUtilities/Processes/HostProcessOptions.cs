namespace Tasker.OutputCache.TestUtilities.Processes;

/// <summary>Which host to start, and how.</summary>
public sealed record HostProcessOptions
{
    /// <summary>Gets the path of the host's assembly, relative to the folder of the test's own.</summary>
    /// <remarks>An executable project that the test project references is copied there.</remarks>
    public required string Assembly { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Gets the host name or address under which the host is called.</summary>
    /// <value>The default is 127.0.0.1. It must be one of this machine, as 127.0.0.2 or localhost.</value>
    public string HostName { get; init; } = "127.0.0.1";

    /// <summary>Gets how long the host may take to say that it is ready.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Gets how long one request of the client may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

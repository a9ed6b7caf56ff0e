namespace Tasker.OutputCache.Cli.Terminal;

/// <summary>What a script learns from the exit code. The numbers are documented and do not change.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The tool itself failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong. Nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>The host does not answer, or what answers is not the administration.</summary>
    public const int NoAnswer = 3;

    /// <summary>The host does not let the caller in.</summary>
    public const int NotLetIn = 4;

    /// <summary>The administration refused the request, or a part of it.</summary>
    public const int Refused = 5;

    /// <summary>It worked, with a reservation: the node is not healthy, or the eviction waits in the node's journal.</summary>
    public const int Warning = 6;
}

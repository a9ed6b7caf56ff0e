namespace Tasker.Caching.Engine;

/// <summary>What the engine shows to the packages that are released together with it. It may change with every release.</summary>
public static class EngineFace
{
    /// <summary>The diagnostic that tells other users of these types so.</summary>
    public const string DiagnosticId = "TSKR9001";
}

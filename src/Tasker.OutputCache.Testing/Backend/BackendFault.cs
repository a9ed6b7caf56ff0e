namespace Tasker.OutputCache.Testing;

/// <summary>How a back end is broken.</summary>
public enum BackendFault
{
    /// <summary>It works.</summary>
    None,

    /// <summary>Every call fails at once, as when the server refuses connections.</summary>
    Fail,

    /// <summary>Calls are accepted and never answered, as when the server hangs. They take effect once it recovers.</summary>
    Hang,
}

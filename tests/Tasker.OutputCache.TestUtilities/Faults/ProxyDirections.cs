namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>The ways through a proxy.</summary>
[Flags]
public enum ProxyDirections
{
    None = 0,

    /// <summary>From the client to the server.</summary>
    Requests = 1,

    /// <summary>From the server to the client.</summary>
    Replies = 2,

    Both = Requests | Replies,
}

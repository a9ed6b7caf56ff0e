namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>What a <see cref="FaultProxy"/> does to the traffic; the properties can be combined.</summary>
public sealed record ProxyFault
{
    /// <summary>Everything passes as it comes.</summary>
    public static ProxyFault None { get; } = new();

    /// <summary>Nobody listens: connections are refused, and open ones are reset.</summary>
    public static ProxyFault Refused { get; } = new() { Refuse = true };

    /// <summary>Connections are accepted and never answered; open ones fall silent.</summary>
    public static ProxyFault BlackHole { get; } = new() { Hold = ProxyDirections.Both };

    /// <summary>Requests arrive and are executed; their replies are held back. The client can't know the outcome.</summary>
    public static ProxyFault RepliesHeld { get; } = new() { Hold = ProxyDirections.Replies };

    /// <summary>Messages of pub/sub disappear; everything else passes.</summary>
    public static ProxyFault MessagesLost { get; } = new() { DropMessages = true };

    /// <summary>Every round trip takes this much longer.</summary>
    public static ProxyFault Slow(TimeSpan delay) => new() { Delay = delay };

    /// <summary>Every connection is reset after this many further bytes of replies.</summary>
    public static ProxyFault Cut(long afterBytes) => new() { CutAfterBytes = afterBytes };

    /// <summary>Replies that satisfy the condition disappear.</summary>
    /// <remarks>It sees whole replies where the proxy understands Redis, otherwise chunks as they come.</remarks>
    public static ProxyFault Swallowed(Func<ReadOnlyMemory<byte>, bool> condition) => new() { Swallow = condition };

    /// <summary>Gets whether connections are refused.</summary>
    public bool Refuse { get; init; }

    /// <summary>Gets what is held back until the fault changes; then it passes late, as after a broken network.</summary>
    public ProxyDirections Hold { get; init; }

    /// <summary>Gets by how much each chunk of the replies is late. Chunks don't wait for one another.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Gets after how many bytes of replies a connection is reset, counted from when the fault was set.</summary>
    public long? CutAfterBytes { get; init; }

    /// <summary>Gets how many bytes pass in a second, each way, on each connection.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Gets which replies disappear.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? Swallow { get; init; }

    /// <summary>Gets whether pub/sub messages disappear, on connections that have subscribed. Only for a proxy that understands Redis.</summary>
    public bool DropMessages { get; init; }
}

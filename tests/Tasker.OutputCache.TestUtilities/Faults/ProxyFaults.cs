namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>What can go wrong on the way to a server.</summary>
public static class ProxyFaults
{
    /// <summary>Returns one of each kind of fault of a proxy.</summary>
    public static IReadOnlyList<Fault> Faults(this FaultProxy proxy)
    {
        List<Fault> faults =
        [
            proxy.With("refused", ProxyFault.Refused),
            proxy.With("black hole", ProxyFault.BlackHole),
            proxy.With("replies held", ProxyFault.RepliesHeld),
            proxy.With("slow", ProxyFault.Slow(TimeSpan.FromMilliseconds(500))),
            proxy.With("cut", ProxyFault.Cut(afterBytes: 100)),
            proxy.With("narrow", new ProxyFault { BytesPerSecond = 10_000 }),
            new(proxy.EndPoint, "connections dropped", () => Run(proxy.DropConnections)),
        ];

        if (proxy.UnderstandsRedis)
        {
            faults.Add(proxy.With("messages lost", ProxyFault.MessagesLost));
            faults.Add(new Fault(proxy.EndPoint, "subscribers dropped", () => Run(proxy.DropSubscribers)));
        }

        return faults;
    }

    /// <summary>Returns a fault that is in force until it is healed.</summary>
    public static Fault With(this FaultProxy proxy, string name, ProxyFault fault) =>
        new(proxy.EndPoint, name, () => Run(() => proxy.Set(fault)), () => Run(proxy.Heal));

    private static Task Run(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}

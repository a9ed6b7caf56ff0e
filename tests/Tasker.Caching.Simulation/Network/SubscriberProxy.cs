using System.Reflection;
using StackExchange.Redis;
using Tasker.Caching.Simulation.Scheduling;

namespace Tasker.Caching.Simulation.Network;

/// <summary>The subscriptions of a simulated client.</summary>
internal class SubscriberProxy : DispatchProxy
{
    private Simulator _simulator = null!;
    private SimLink _link = null!;

    public static ISubscriber Create(Simulator simulator, SimLink link)
    {
        var subscriber = Create<ISubscriber, SubscriberProxy>();
        var proxy = (SubscriberProxy)(object)subscriber;
        proxy._simulator = simulator;
        proxy._link = link;
        return subscriber;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name != "SubscribeAsync" || args![1] is not Action<RedisChannel, RedisValue> handler)
        {
            throw new NotSupportedException($"The simulated client has no {targetMethod.Name}.");
        }

        _link.Subscribe(((RedisChannel)args[0]!).ToString(), handler);
        return _simulator.DelayAsync(_simulator.Turn());
    }
}

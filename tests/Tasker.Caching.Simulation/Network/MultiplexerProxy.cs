using System.Net;
using System.Reflection;
using StackExchange.Redis;
using Tasker.Caching.Simulation.Scheduling;

namespace Tasker.Caching.Simulation.Network;

/// <summary>Stands in for the Redis client: as much of it as the shipped code calls. Anything else fails loudly.</summary>
internal class MultiplexerProxy : DispatchProxy
{
    private SimLink _link = null!;
    private IDatabase _database = null!;
    private ISubscriber _subscriber = null!;

    public static IConnectionMultiplexer Create(Simulator simulator, SimLink link, Func<AppendScope?> scope)
    {
        var multiplexer = Create<IConnectionMultiplexer, MultiplexerProxy>();
        var proxy = (MultiplexerProxy)(object)multiplexer;
        proxy._link = link;
        proxy._database = DatabaseProxy.Create(link, scope);
        proxy._subscriber = SubscriberProxy.Create(simulator, link);
        return multiplexer;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case "get_IsConnected":
                return _link.IsConnected;
            case "GetDatabase":
                return _database;
            case "GetSubscriber":
                return _subscriber;
            case "get_Configuration":
                return "simulated";
            case "GetEndPoints":
                return Array.Empty<EndPoint>();
            case "add_ConnectionRestored":
                _link.Restored += (EventHandler<ConnectionFailedEventArgs>)args![0]!;
                return null;
            case "remove_ConnectionRestored":
                _link.Restored -= (EventHandler<ConnectionFailedEventArgs>)args![0]!;
                return null;
            case "add_ConnectionFailed":
                _link.Failed += (EventHandler<ConnectionFailedEventArgs>)args![0]!;
                return null;
            case "remove_ConnectionFailed":
                _link.Failed -= (EventHandler<ConnectionFailedEventArgs>)args![0]!;
                return null;
            default:
                throw new NotSupportedException($"The simulated client has no {targetMethod.Name}.");
        }
    }
}

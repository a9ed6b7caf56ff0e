using System.Reflection;
using StackExchange.Redis;

namespace Tasker.Caching.Simulation.Network;

/// <summary>The commands of a simulated client.</summary>
internal class DatabaseProxy : DispatchProxy
{
    private SimLink _link = null!;
    private Func<AppendScope?> _scope = null!;

    public static IDatabase Create(SimLink link, Func<AppendScope?> scope)
    {
        var database = Create<IDatabase, DatabaseProxy>();
        var proxy = (DatabaseProxy)(object)database;
        proxy._link = link;
        proxy._scope = scope;
        return database;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case "get_Database":
                return 0;
            case "PingAsync":
                return PingAsync();
            case "ScriptEvaluateAsync":
                return EvaluateAsync(args![0]!, (RedisKey[])args[1]!, (RedisValue[])args[2]!);
            case "StringGetAsync" when args![0] is RedisKey key:
                return GetAsync((byte[])key!);
            case "ExecuteAsync":
                return CallAsync((string)args![0]!, [.. ((System.Collections.IEnumerable)args[1]!).Cast<object>().Select(Bytes)]);
            default:
                throw new NotSupportedException($"The simulated client has no {targetMethod.Name}.");
        }
    }

    private static byte[] Bytes(object argument) => argument switch
    {
        RedisKey key => (byte[])key!,
        RedisValue value => SimLink.Bytes(value),
        string text => SimLink.Bytes(text),
        _ => throw new NotSupportedException($"The simulated client sends no {argument.GetType().Name}."),
    };

    private async Task<TimeSpan> PingAsync()
    {
        await CallAsync("PING");
        return TimeSpan.Zero;
    }

    private async Task<RedisValue> GetAsync(byte[] key) => (RedisValue)await CallAsync("GET", key);

    private Task<RedisResult> CallAsync(string command, params byte[][] arguments) =>
        _link.SendAsync(epoch => new RedisRequest(epoch) { Command = command, Values = arguments });

    private Task<RedisResult> EvaluateAsync(object script, RedisKey[] keys, RedisValue[] values)
    {
        var scope = _scope();
        return _link.SendAsync(epoch => new RedisRequest(epoch)
        {
            Script = script as string,
            Hash = script as byte[],
            Keys = Array.ConvertAll(keys, static key => (byte[])key!),
            Values = Array.ConvertAll(values, SimLink.Bytes),
            Executed = scope is null ? null : scope.OnExecuted,
        });
    }
}

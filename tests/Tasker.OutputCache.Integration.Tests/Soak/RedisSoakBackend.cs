using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Integration.Tests.Soak;

/// <summary>A Redis with a replica, behind a proxy. They change places when the nemesis promotes the replica.</summary>
internal sealed class RedisSoakBackend : SoakBackend
{
    private const string LogKey = "{tasker}:evictions";
    private const string Password = "secret";

    private readonly FaultProxy _proxy;
    private RedisServer _primary;
    private RedisServer _replica;

    private RedisSoakBackend(RedisServer primary, RedisServer replica, FaultProxy proxy) => (_primary, _replica, _proxy) = (primary, replica, proxy);

    public override string Name => "redis";

    public override string Url => $"redis://:{Password}@{_proxy.EndPoint}";

    // The server and the way to it may both suffer.
    public override int Concurrency => 2;

    public override IReadOnlyList<Fault> Faults =>
    [
        OnPrimary("killed, and started again empty", static server => server.Killed()),
        OnPrimary("SIGSTOP", static server => server.Paused()),
        OnPrimary("restarted empty", static server => new Fault(server.Name, "restarted", () => server.RestartAsync())),
        OnPrimary("FLUSHALL", static server => server.Flushed()),
        OnPrimary("SCRIPT FLUSH", static server => server.ScriptsFlushed()),
        OnPrimary("memory full, allkeys-random", static server => server.MemoryFull("allkeys-random")),
        OnPrimary("memory full, noeviction", static server => server.MemoryFull("noeviction")),
        OnPrimary("log key deleted", static server => server.KeyDeleted(LogKey)),
        OnPrimary("password changed", static server => server.PasswordChanged()),
        OnPrimary("subscribers killed", static server => server.SubscribersKilled()),
        OnPrimary("clients killed", static server => server.ClientsKilled()),
        new("server", "replica promoted, writes lost", PromoteAsync, FollowAsync),
        .. _proxy.Faults().Select(static fault => fault with { Target = "proxy" }),
        _proxy.With("replies cut after 500 bytes", ProxyFault.Cut(afterBytes: 500)) with { Target = "proxy" },
    ];

    public static async Task<SoakBackend> StartAsync(CancellationToken cancellationToken)
    {
        var primary = await RedisServer.StartNewAsync(new RedisServerOptions { Password = Password }, cancellationToken);
        var replica = await RedisServer.StartNewAsync(new RedisServerOptions { Password = Password, ReplicaOf = primary }, cancellationToken);
        await replica.WaitUntilReplicatingAsync(cancellationToken);
        return new RedisSoakBackend(primary, replica, await FaultProxy.StartAsync(primary));
    }

    // Whichever server is the primary when the fault comes; it heals the one that it hurt.
    private Fault OnPrimary(string name, Func<RedisServer, Fault> create)
    {
        Fault? current = null;
        return new Fault(
            "server",
            name,
            () =>
            {
                current = create(_primary);
                return current.InjectAsync();
            },
            () => current?.HealAsync() ?? Task.CompletedTask);
    }

    private async Task PromoteAsync()
    {
        await _replica.PromoteLosingWritesAsync(_primary, WriteForAWhileAsync);
        (_primary, _replica) = (_replica, _primary);
        _proxy.Redirect(_primary.Port);
    }

    private async Task FollowAsync()
    {
        if (_replica.IsRunning)
        {
            return;
        }

        await _replica.StartAsync();
        await _replica.ExecuteAsync("REPLICAOF", "127.0.0.1", $"{_primary.Port}");
        await _replica.WaitUntilReplicatingAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _replica.DisposeAsync();
        await _primary.DisposeAsync();
    }
}

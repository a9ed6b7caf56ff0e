using System.Globalization;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>A real Redis Cluster of three masters with one replica each.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int MasterCount = 3;
    private const int NodeCount = 2 * MasterCount;
    private const int Attempts = 4;

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _attemptDeadline = TimeSpan.FromSeconds(8);

    private RedisCluster(IReadOnlyList<RedisServer> nodes) => Nodes = nodes;

    /// <summary>Gets all six servers, those that were killed too.</summary>
    public IReadOnlyList<RedisServer> Nodes { get; }

    /// <summary>Gets <c>127.0.0.1:port,127.0.0.1:port,...</c>.</summary>
    public string EndPoints => string.Join(',', Nodes.Select(node => node.EndPoint));

    public static async Task<RedisCluster> StartNewAsync(RedisClusterOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RedisClusterOptions();
        var cluster = new RedisCluster(await Task.WhenAll(Enumerable.Range(0, NodeCount).Select(_ => StartNodeAsync(options, cancellationToken))));

        try
        {
            await cluster.FormAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private static Task<RedisServer> StartNodeAsync(RedisClusterOptions options, CancellationToken cancellationToken) =>
        // The nodes' own default, port + 10000, would lie where the system takes ports for outgoing connections.
        LoopbackPort.TryAsync(busPort => RedisServer.StartNewAsync(
            new RedisServerOptions
            {
                Databases = 1,
                Password = options.Password,
                Arguments =
                [
                    "--cluster-enabled", "yes",
                    "--cluster-config-file", "nodes.conf",
                    "--cluster-port", $"{busPort}",
                    "--cluster-node-timeout", options.NodeTimeout.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture),
                    // A replica takes over however long its master has been away.
                    "--cluster-replica-validity-factor", "0",
                    .. options.Arguments,
                ],
            },
            cancellationToken));

    private async Task FormAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < MasterCount; i++)
        {
            var (first, last) = (ClusterSlot.Count * i / MasterCount, (ClusterSlot.Count * (i + 1) / MasterCount) - 1);
            await Nodes[i].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", $"{first}", $"{last}");
            await Nodes[i].ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", $"{i + 1}");
        }

        await RetryAsync(async deadline =>
        {
            foreach (var node in Nodes.Skip(1))
            {
                await Nodes[0].ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", $"{node.Port}", await BusPortAsync(node));
            }

            await ForAllAsync(node => WaitUntilSaysAsync(node, "cluster_known_nodes", $"{NodeCount}", cancellationToken, deadline));
        });

        for (var i = 0; i < MasterCount; i++)
        {
            var master = (await Nodes[i].ExecuteAsync("CLUSTER", "MYID")).Text;
            var replica = Nodes[MasterCount + i];
            // A node that knows all others by number may still be shaking hands with the one to follow.
            await Eventually.Async(
                async token => (await replica.ExecuteAsync(["CLUSTER", "REPLICATE", master], token)).Text,
                static answer => answer == "OK",
                _deadline,
                $"{replica.Name} becomes a replica",
                cancellationToken);
        }

        await WaitUntilHealthyAsync(cancellationToken);
    }

    // On a busy machine a handshake or a failover times out inside the servers, which then give it up without a word.
    private static async Task RetryAsync(Func<TimeSpan, Task> action)
    {
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            try
            {
                await action(_attemptDeadline);
                return;
            }
            catch (TimeoutException)
            {
            }
        }

        await action(_deadline);
    }

    private static async Task<string> BusPortAsync(RedisServer node) =>
        (await node.ExecuteAsync("CONFIG", "GET", "cluster-port")).Items[1].Text;

    private Task ForAllAsync(Func<RedisServer, Task> action) => Task.WhenAll(Nodes.Where(node => node.IsRunning).Select(action));

    private static async Task WaitUntilSaysAsync(RedisServer node, string field, string expected, CancellationToken cancellationToken, TimeSpan? deadline = null) =>
        await Eventually.Async(
            async token => (await node.ExecuteAsync(["CLUSTER", "INFO"], token)).Text,
            info => info.Split("\r\n").Contains($"{field}:{expected}"),
            deadline ?? _deadline,
            $"{node.Name} says {field}:{expected}",
            cancellationToken);

    /// <summary>Waits until every running node finds the cluster complete, and every running replica follows its master.</summary>
    public Task WaitUntilHealthyAsync(CancellationToken cancellationToken = default) =>
        ForAllAsync(async node =>
        {
            await WaitUntilSaysAsync(node, "cluster_state", "ok", cancellationToken);
            await Eventually.Async(
                token => node.InfoAsync("replication", token),
                static info => info["role"] == "master" || info["master_link_status"] == "up",
                _deadline,
                $"{node.Name} follows its master",
                cancellationToken);
        });

    /// <summary>Returns the masters that are alive, as the cluster itself sees it.</summary>
    public async Task<IReadOnlyList<RedisServer>> MastersAsync(CancellationToken cancellationToken = default) =>
        [.. (await TableAsync(cancellationToken)).Where(node => node is { IsMaster: true, HasFailed: false, Slots.Count: > 0 }).Select(ServerOf)];

    /// <summary>Returns the master that holds a key.</summary>
    public async Task<RedisServer> MasterOfAsync(string key, CancellationToken cancellationToken = default) =>
        ServerOf(Owner(await TableAsync(cancellationToken), key));

    /// <summary>Returns the replica of the master that holds a key; just after a failover, it waits for one.</summary>
    public async Task<RedisServer> ReplicaOfAsync(string key, CancellationToken cancellationToken = default)
    {
        var replica = await Eventually.Async(
            async token =>
            {
                var table = await TableAsync(token);
                var master = Owner(table, key);
                return table.FirstOrDefault(node => node.MasterId == master.Id && !node.HasFailed);
            },
            static replica => replica is not null,
            _deadline,
            $"the master of {key} has a replica",
            cancellationToken);
        return ServerOf(replica!);
    }

    private static RedisClusterNode Owner(IReadOnlyList<RedisClusterNode> table, string key) =>
        table.First(node => node.IsMaster && node.Owns(ClusterSlot.Of(key)));

    private RedisServer ServerOf(RedisClusterNode node) => Nodes.First(server => server.Port == node.Port);

    private async Task<IReadOnlyList<RedisClusterNode>> TableAsync(CancellationToken cancellationToken)
    {
        var node = Nodes.First(node => node.IsRunning);
        var table = (await node.ExecuteAsync(["CLUSTER", "NODES"], cancellationToken)).Text;
        return [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(RedisClusterNode.Parse)];
    }

    /// <summary>Kills the master that holds a key; its replica takes over by itself after the node time-out.</summary>
    /// <remarks><see cref="TestServer.StartAsync"/> brings the server back, as a replica, by the file that a node keeps of the cluster.</remarks>
    /// <returns>The server that was killed.</returns>
    public async Task<RedisServer> KillMasterOfAsync(string key, CancellationToken cancellationToken = default)
    {
        var master = await MasterOfAsync(key, cancellationToken);
        await master.KillAsync();
        return master;
    }

    /// <summary>Lets replica and master of a key change places in good order; no write is lost.</summary>
    /// <returns>The new master.</returns>
    public async Task<RedisServer> FailoverAsync(string key, CancellationToken cancellationToken = default)
    {
        var replica = await ReplicaOfAsync(key, cancellationToken);

        await RetryAsync(async deadline =>
        {
            if ((await replica.InfoAsync("replication", cancellationToken))["role"] != "master")
            {
                await replica.ExecuteAsync("CLUSTER", "FAILOVER");
            }

            await Eventually.Async(
                async token => (await replica.InfoAsync("replication", token))["role"],
                static role => role == "master",
                deadline,
                $"{replica.Name} becomes the master",
                cancellationToken);

            // On a busy machine the others may take the new master for lost, and elect the old one again.
            await WaitUntilMasterAsync(replica, key, deadline, cancellationToken);
        });

        return replica;
    }

    /// <summary>Kills the master of a key after writes that its replica never hears of, and waits until the replica has taken over.</summary>
    /// <param name="writes">Writes what is lost; the master answers them as ever.</param>
    /// <returns>The new master, and the old one, which is down.</returns>
    public async Task<(RedisServer New, RedisServer Old)> FailoverLosingWritesAsync(string key, Func<RedisServer, Task> writes, CancellationToken cancellationToken = default)
    {
        var master = await MasterOfAsync(key, cancellationToken);
        var replica = await ReplicaOfAsync(key, cancellationToken);

        // Frozen alone, it would find the writes in its socket later; so its connection is cut as well.
        await replica.PauseAsync();

        try
        {
            await master.ExecuteAsync("CLIENT", "KILL", "TYPE", "replica");
            await writes(master);
            await master.KillAsync();
        }
        finally
        {
            await replica.ResumeAsync();
        }

        await WaitUntilMasterAsync(replica, key, cancellationToken);
        return (replica, master);
    }

    /// <summary>Waits until every running node takes this server for the master of the key, and finds the cluster complete.</summary>
    public Task WaitUntilMasterAsync(RedisServer server, string key, CancellationToken cancellationToken = default) =>
        WaitUntilMasterAsync(server, key, _deadline, cancellationToken);

    private async Task WaitUntilMasterAsync(RedisServer server, string key, TimeSpan deadline, CancellationToken cancellationToken)
    {
        await ForAllAsync(node => Eventually.Async(
            async token => (await node.ExecuteAsync(["CLUSTER", "NODES"], token)).Text,
            table => table.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(RedisClusterNode.Parse)
                .Any(candidate => candidate.Port == server.Port && candidate.IsMaster && candidate.Owns(ClusterSlot.Of(key))),
            deadline,
            $"{node.Name} takes {server.Name} for the master of {key}",
            cancellationToken));

        await ForAllAsync(node => WaitUntilSaysAsync(node, "cluster_state", "ok", cancellationToken, deadline));
    }

    /// <summary>Moves the slot of a key, with all keys in it, to another master, as resharding does.</summary>
    /// <param name="whileMoving">Runs between the move's start and the keys' move: the old master answers ASK for keys that it lacks.</param>
    public async Task MoveSlotAsync(string key, RedisServer target, Func<Task>? whileMoving = null, CancellationToken cancellationToken = default)
    {
        var slot = $"{ClusterSlot.Of(key)}";
        var source = await MasterOfAsync(key, cancellationToken);
        var sourceId = (await source.ExecuteAsync("CLUSTER", "MYID")).Text;
        var targetId = (await target.ExecuteAsync("CLUSTER", "MYID")).Text;

        await target.ExecuteAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", sourceId);
        await source.ExecuteAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", targetId);
        if (whileMoving is not null)
        {
            await whileMoving();
        }

        while ((await source.ExecuteAsync("CLUSTER", "GETKEYSINSLOT", slot, "100")).Items is { Count: > 0 } keys)
        {
            string[] credentials = target.Password is { } password ? ["AUTH", password] : [];
            await source.ExecuteAsync(
                ["MIGRATE", "127.0.0.1", $"{target.Port}", "", "0", "5000", "REPLACE", .. credentials, "KEYS", .. keys.Select(item => item.Text)],
                cancellationToken);
        }

        // The new owner first: were it the old one, the slot would for a moment be nobody's.
        await target.ExecuteAsync("CLUSTER", "SETSLOT", slot, "NODE", targetId);
        await source.ExecuteAsync("CLUSTER", "SETSLOT", slot, "NODE", targetId);
        await WaitUntilMasterAsync(target, key, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Evictions.View;

namespace Tasker.Caching.PostgreSql.Tests.Log;

/// <summary>One schedule over two nodes and one database: transactions that end in any order, computations, memory and shared entries. A value is the set of commits that its computation saw.</summary>
internal sealed class PostgresNodesRun : IAsyncDisposable
{
    private const string Tag = "row";

    private readonly NpgsqlDataSource _source;
    private readonly string _schema;
    private readonly Node[] _nodes;
    private readonly List<(NpgsqlConnection Connection, NpgsqlTransaction Transaction, int Id)> _open = [];
    private readonly HashSet<int> _committed = [];
    private readonly List<Computation> _computing = [];
    private Computation? _far;
    private int _ids;

    public PostgresNodesRun(SharedPostgres postgres, string schema)
    {
        _source = postgres.Source;
        _schema = schema;
        _nodes = [.. Enumerable.Range(0, 2).Select(_ => new Node(PostgresTest.Open(postgres.Server, schema)))];
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public int Served { get; private set; }

    public async Task RunAsync(Random random, int steps)
    {
        await _nodes[0].ReadAsync();
        await _source.ExecuteAsync($"CREATE TABLE {_schema}.commits (id int)");
        foreach (var node in _nodes)
        {
            await CatchUpAsync(node);
        }

        for (var i = 0; i < steps; i++)
        {
            await StepAsync(random.Next(40), random, _nodes[random.Next(2)]);
        }
    }

    private async Task StepAsync(int action, Random random, Node node)
    {
        switch (action)
        {
            case 0 or 1 when _open.Count < 3:
                await BeginAsync();
                break;
            case 2 or 3 or 4 when _open.Count > 0:
                await EndAsync(random.Next(_open.Count), commits: random.Next(4) > 0);
                break;
            case 5:
                // Saved first, then evicted, by a call of its own.
                await _source.ExecuteAsync($"INSERT INTO {_schema}.commits VALUES ({++_ids})");
                _committed.Add(_ids);
                await EvictAsync(node);
                node.Knows.Add(_ids);
                break;
            case (> 5 and < 13) when _computing.Count < 4:
                _computing.Add(new Computation(node, node.View.Now, null));
                break;
            case (> 12 and < 19) when _computing.Count > 0:
                var index = random.Next(_computing.Count);
                _computing[index] = _computing[index] with { Value = _computing[index].Value ?? await ReadRowsAsync() };
                break;
            case (> 18 and < 25) when _computing.Count > 0:
                Store(random.Next(_computing.Count));
                break;
            case > 24 and < 29:
                await CatchUpAsync(node);
                break;
            case > 28 and < 39:
                Serve(node);
                break;
            case 39:
                await DisturbAsync(random.Next(40), node);
                break;
        }
    }

    // Where it finds no generation, it is confirmed once the node has read the next one.
    private async Task EvictAsync(Node node)
    {
        var evicted = node.Journal.EvictAsync([Tag], Token).AsTask();
        while (await Task.WhenAny(evicted, Task.Delay(100, Token)) != evicted)
        {
            await CatchUpAsync(node);
        }

        Assert.Equal(EvictionResult.Confirmed, await evicted);
    }

    private async Task BeginAsync()
    {
        var connection = await _source.OpenConnectionAsync(Token);
        var transaction = await connection.BeginTransactionAsync(Token);
        await transaction.ExecuteAsync($"INSERT INTO {_schema}.commits VALUES ({++_ids})");
        await transaction.ExecuteAsync($"SELECT {_schema}.evict('{Tag}')");
        _open.Add((connection, transaction, _ids));
    }

    private async Task EndAsync(int index, bool commits)
    {
        var (connection, transaction, id) = _open[index];
        _open.RemoveAt(index);
        if (commits)
        {
            await transaction.CommitAsync(Token);
            _committed.Add(id);
        }
        else
        {
            await transaction.RollbackAsync(Token);
        }

        await connection.DisposeAsync();
    }

    private async Task<HashSet<int>> ReadRowsAsync() =>
        [.. await _source.ScalarAsync<int[]>($"SELECT coalesce(array_agg(id), ARRAY[]::int[]) FROM {_schema}.commits")];

    private void Store(int index)
    {
        var computation = _computing[index];
        if (computation.Value is null)
        {
            return;
        }

        _computing.RemoveAt(index);
        var (node, stamp) = (computation.Node, computation.Stamp);
        if (node.View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), node.Slots) == Verdict.Valid)
        {
            node.Near = computation;
        }

        if (node.View.JudgeFar(stamp.Generation, stamp.Horizon, node.Slots) == Verdict.Valid && !(_far is { } far && far.Stamp.Generation == stamp.Generation && far.Stamp.Horizon > stamp.Horizon))
        {
            _far = computation;
        }
    }

    private async Task CatchUpAsync(Node node)
    {
        int[] before = [.. _committed];
        Assert.True(await node.Follower.CatchUpAsync(), node.Follower.Fault);
        node.Knows.UnionWith(before);
    }

    private void Serve(Node node)
    {
        if (node.Near is { } near && node.View.JudgeNear(new NearStamp(near.Stamp.Tick, near.Stamp.Horizon, IsComputedHere: true), node.Slots) == Verdict.Valid)
        {
            Served++;
            Assert.True(node.Knows.IsSubsetOf(near.Value!), $"From memory, without {string.Join(',', node.Knows.Except(near.Value!))}.");
        }
        else if (_far is { } far && node.View.JudgeFar(far.Stamp.Generation, far.Stamp.Horizon, node.Slots) == Verdict.Valid)
        {
            Served++;
            Assert.True(node.Knows.IsSubsetOf(far.Value!), $"From the far tier, without {string.Join(',', node.Knows.Except(far.Value!))}.");
            node.Near = new Computation(node, node.View.Now with { Horizon = far.Stamp.Horizon }, far.Value);
        }
    }

    private async Task DisturbAsync(int kind, Node node)
    {
        switch (kind)
        {
            case 0:
                await _source.ExecuteAsync($"DELETE FROM {_schema}.generation");
                break;
            case 1 when _open.Count == 0:
                await _source.ExecuteAsync($"TRUNCATE {_schema}.evictions");
                break;
            case 2 or 3:
                await AgeAsync("3 hours");
                await node.Backend.Janitor.KeepLogAsync(Token);
                break;
            case > 3 and < 10:
                await _source.ExecuteAsync($"INSERT INTO {_schema}.evictions (tag) SELECT 'other' || i FROM generate_series(1, 1000) AS i");
                await AgeAsync("2 minutes");
                await node.Backend.Janitor.KeepLogAsync(Token);
                break;
        }
    }

    private Task AgeAsync(string ago) => _source.ExecuteAsync(
        $"DELETE FROM {_schema}.ages; INSERT INTO {_schema}.ages SELECT clock_timestamp() - interval '{ago}', pg_snapshot_xmin(pg_current_snapshot())::text::bigint");

    public async ValueTask DisposeAsync()
    {
        foreach (var (connection, _, _) in _open)
        {
            await connection.DisposeAsync();
        }

        foreach (var node in _nodes)
        {
            await node.Backend.DisposeAsync();
        }
    }

    private sealed record Computation(Node Node, EvictionPoint Stamp, HashSet<int>? Value);

    private sealed class Node
    {
        public Node(PostgresBackend backend)
        {
            Backend = backend;
            var log = backend.Backend.Log;
            var settings = PostgresTest.PatientSettings();
            Journal = new EvictionJournal(View, log, settings, TimeProvider.System, NullLogger<EvictionJournal>.Instance);
            Follower = new EvictionFollower(View, Journal, FollowedLog.Of(backend.Backend), settings, TimeProvider.System, NullLogger<EvictionFollower>.Instance);
            Slots = TagSlots.Of(View, [Tag]);
        }

        public PostgresBackend Backend { get; }

        public EvictionView View { get; } = new();

        public EvictionJournal Journal { get; }

        public EvictionFollower Follower { get; }

        public TagSlots Slots { get; }

        public Computation? Near { get; set; }

        /// <summary>Gets the commits that this node must not serve without.</summary>
        public HashSet<int> Knows { get; } = [];

        public Task ReadAsync() => Backend.Backend.Log.ReadSinceAsync(default, Token).AsTask();
    }
}

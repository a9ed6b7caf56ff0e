using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.PostgreSql.Tests.Log;

/// <summary>Commits as fast as they come, some of them rolled back or slow, and nodes that read strictly meanwhile.</summary>
public sealed class CommitLoadTests(SharedPostgres postgres)
{
    private const int Keys = 8;
    private const int Writers = 6;

    private static readonly TimeSpan Time = Environment.GetEnvironmentVariable("TASKER_FULL") == "1" ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(3);

    private readonly string _schema = PostgresTest.NewSchema();
    private readonly int[] _committed = new int[Keys];
    private readonly ConcurrentDictionary<int, Entry> _far = [];
    private int _commits;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StrictReads_UnderLoad_AreNeverBehind()
    {
        await using var first = PostgresTest.Open(postgres.Server, _schema);
        await using var second = PostgresTest.Open(postgres.Server, _schema);
        await first.Backend.Log.ReadSinceAsync(default, Token);
        await postgres.Source.ExecuteAsync($"CREATE TABLE {_schema}.rows (id int PRIMARY KEY, version int); INSERT INTO {_schema}.rows SELECT i, 0 FROM generate_series(0, {Keys - 1}) AS i");
        Node[] nodes = [new(first.Backend), new(second.Backend)];
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Task.WhenAll([
            StopAsync(nodes, stopping),
            .. Enumerable.Range(0, Writers).Select(i => Task.Run(() => WriteAsync(new Random(i), stopping.Token), Token)),
            .. nodes.SelectMany((node, i) => Enumerable.Range(0, 2).Select(j => Task.Run(() => ReadAsync(node, new Random((10 * i) + j), stopping.Token), Token)))]);

        var served = nodes.Sum(static node => node.Served);
        TestContext.Current.TestOutputHelper?.WriteLine($"{_commits} commits, {served} answers from memory or the shared tier.");
        foreach (var node in nodes)
        {
            Assert.True(await node.Follower.CatchUpAsync());
            for (var key = 0; key < Keys; key++)
            {
                Check(node, key, _committed[key]);
            }
        }
    }

    // A busy machine takes longer until there is enough to judge by.
    private async Task StopAsync(Node[] nodes, CancellationTokenSource stopping)
    {
        try
        {
            await Task.Delay(Time, Token);
            await Eventually.Async(() => _commits > 100 && nodes.Sum(static node => node.Served) > 20, PostgresTest.Deadline, "there are commits and answers", Token);
        }
        finally
        {
            await stopping.CancelAsync();
        }
    }

    private async Task WriteAsync(Random random, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var key = random.Next(Keys);
            await using var connection = await postgres.Source.OpenConnectionAsync(Token);
            await using var transaction = await connection.BeginTransactionAsync(Token);

            // The eviction first, sometimes: its id is lower than those of transactions that commit before it.
            var evictsFirst = random.Next(2) == 0;
            if (evictsFirst)
            {
                await transaction.ExecuteAsync($"SELECT {_schema}.evict('{key}')");
                await Task.Delay(random.Next(5), Token);
            }

            await using var update = new NpgsqlCommand($"UPDATE {_schema}.rows SET version = version + 1 WHERE id = {key} RETURNING version", connection, transaction);
            var version = (int)(await update.ExecuteScalarAsync(Token))!;
            if (!evictsFirst)
            {
                await transaction.ExecuteAsync($"SELECT {_schema}.evict('{key}')");
            }

            if (random.Next(5) == 0)
            {
                await transaction.RollbackAsync(Token);
                continue;
            }

            await transaction.CommitAsync(Token);
            Interlocked.Increment(ref _commits);
            Raise(ref _committed[key], version);
        }
    }

    private static void Raise(ref int place, int value)
    {
        for (var seen = Volatile.Read(ref place); seen < value;)
        {
            var before = Interlocked.CompareExchange(ref place, value, seen);
            seen = before == seen ? value : before;
        }
    }

    private async Task ReadAsync(Node node, Random random, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var key = random.Next(Keys);
            var required = Volatile.Read(ref _committed[key]);
            Assert.True(await node.Follower.CatchUpAsync(), node.Follower.Fault);
            if (Check(node, key, required))
            {
                continue;
            }

            var stamp = node.View.Now;
            var entry = new Entry(stamp, await postgres.Source.ScalarAsync<int>($"SELECT version FROM {_schema}.rows WHERE id = {key}"));
            if (node.IsNear(entry, key))
            {
                node.Near[key] = entry;
            }

            if (node.IsFar(entry, key))
            {
                _far.AddOrUpdate(key, entry, (_, held) => held.Stamp.Horizon > entry.Stamp.Horizon ? held : entry);
            }
        }
    }

    private bool Check(Node node, int key, int required)
    {
        if (node.Near.TryGetValue(key, out var near) && node.IsNear(near, key))
        {
            Assert.True(near.Version >= required, $"From memory: version {near.Version} of {key}, not {required}.");
            node.Count();
            return true;
        }

        var tick = node.View.Now.Tick;
        if (_far.TryGetValue(key, out var far) && node.IsFar(far, key))
        {
            Assert.True(far.Version >= required, $"From the shared tier: version {far.Version} of {key}, not {required}.");
            node.Near[key] = far with { Stamp = far.Stamp with { Tick = tick } };
            node.Count();
            return true;
        }

        return false;
    }

    private sealed record Entry(EvictionPoint Stamp, int Version);

    private sealed class Node
    {
        private readonly TagSlots[] _slots;
        private int _served;

        public Node(CacheBackend backend)
        {
            var settings = PostgresTest.PatientSettings();
            var journal = new EvictionJournal(View, backend.Log, settings, TimeProvider.System, NullLogger<EvictionJournal>.Instance);
            Follower = new EvictionFollower(View, journal, FollowedLog.Of(backend), settings, TimeProvider.System, NullLogger<EvictionFollower>.Instance);
            _slots = [.. Enumerable.Range(0, Keys).Select(key => TagSlots.Of(View, [$"{key}"]))];
        }

        public EvictionView View { get; } = new();

        public EvictionFollower Follower { get; }

        public ConcurrentDictionary<int, Entry> Near { get; } = [];

        public int Served => _served;

        public void Count() => Interlocked.Increment(ref _served);

        public bool IsNear(Entry entry, int key) => View.JudgeNear(new NearStamp(entry.Stamp.Tick, entry.Stamp.Horizon, IsComputedHere: true), _slots[key]) == Verdict.Valid;

        public bool IsFar(Entry entry, int key) => View.JudgeFar(entry.Stamp.Generation, entry.Stamp.Horizon, _slots[key]) == Verdict.Valid;
    }
}

using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>Hosts in processes of their own, whose file of configuration changes while they serve.</summary>
public sealed class BackendSwitchTests : IAsyncDisposable
{
    private const string Secret = "hunter2canary";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly List<(TempDirectory Folder, HostProcess Host)> _hosts = [];
    private RowDatabase _database = null!;
    private RedisServer _redis = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reload_MemoryToRedisAndBackUnderLoad_NoRequestFailsAndNoneIsStale()
    {
        await StartAsync(1);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = new RowLoad(_database, _hosts[0].Host);
        var running = load.RunAsync(end.Token);
        foreach (var backend in (string[])["redis", "memory", "redis", "memory"])
        {
            var reads = load.Reads;
            await UseAsync(0, backend);
            await Eventually.Async(() => load.Reads > reads + 200, Deadline, "requests after the change", Token);
        }

        await end.CancelAsync();
        await running;

        Assert.Empty(load.Violations);
        Assert.True(load.Evictions > 20, $"only {load.Evictions} evictions");
        Assert.DoesNotContain(Secret, _hosts[0].Host.Output.Text, StringComparison.Ordinal);
        Assert.Contains("The back end is now redis (it was memory)", _hosts[0].Host.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_RedisToMemoryAndBack_EvictionsOfTheMeantimeReachTheOtherNodes()
    {
        await StartAsync(2);
        await UseAsync(0, "redis");
        await UseAsync(1, "redis");
        Assert.Equal(0, (await Fleet.ReadAsync(_hosts[0].Host, "bounded", "row", Token)).Version);
        await Eventually.Async(
            async token => (await Fleet.ReadAsync(_hosts[1].Host, "bounded", "row", token)).Source.Contains("hit", StringComparison.Ordinal), Deadline, "the entry is shared", Token);

        await UseAsync(0, "memory");
        await _database.CommitAsync("row", 1);
        Assert.True(await Fleet.EvictAsync(_hosts[0].Host, "row", cancellationToken: Token));
        await UseAsync(0, "redis");

        await Eventually.Async(
            async token => (await Fleet.ReadAsync(_hosts[1].Host, "bounded", "row", token)).Version == 1, Deadline, "the other node has heard of it", Token);
        Assert.Equal(1, (await Fleet.ReadAsync(_hosts[0].Host, "bounded", "row", Token)).Version);
    }

    private async Task StartAsync(int count)
    {
        _database = await RowDatabase.StartAsync();
        _redis = await RedisServer.StartNewAsync(new RedisServerOptions { Password = Secret }, Token);
        for (var i = 0; i < count; i++)
        {
            var folder = new TempDirectory();
            Write(folder, "memory");
            var host = await HostProcess.StartAsync(
                new HostProcessOptions
                {
                    Assembly = "Tasker.OutputCache.TestHost.dll",
                    Arguments = ["--contentRoot", folder.Path],
                    Environment = new Dictionary<string, string?> { ["DATABASE_URL"] = _database.Url, ["REDIS_URL"] = $"redis://:{Secret}@{_redis.EndPoint}" },
                },
                Token);
            _hosts.Add((folder, host));
        }
    }

    private static void Write(TempDirectory folder, string backend)
    {
        var directory = Directory.CreateDirectory(Path.Combine(folder.Path, "config", "tasker", "base")).FullName;
        var file = Path.Combine(directory, "common.toml");
        File.WriteAllText(file + "~", $"[common.cache]\nbackend = '{backend}'\n[common.cache.redis]\nurl = '${{REDIS_URL:-redis://localhost:1}}'\nmax_connections = 2\n");
        File.Move(file + "~", file, overwrite: true);
    }

    private async Task UseAsync(int index, string backend)
    {
        var (folder, host) = _hosts[index];
        Write(folder, backend);
        await Eventually.Async(
            async token => (await Fleet.StatusAsync(host, token)) is { Attached: true, Circuit: "Closed", Journal: 0 } status && status.Backend == backend,
            Deadline,
            $"{backend} is in force",
            Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (folder, host) in _hosts)
        {
            await host.DisposeAsync();
            folder.Dispose();
        }

        await _redis.DisposeAsync();
        await _database.DisposeAsync();
    }
}

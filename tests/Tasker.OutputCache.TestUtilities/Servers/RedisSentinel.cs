using System.Globalization;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>A Sentinel that watches one primary, and alone decides that it is down.</summary>
public sealed class RedisSentinel : TestServer
{
    public const string ServiceName = "primary";

    private readonly RedisServer _primary;

    private RedisSentinel(RedisServer primary, int port)
        : base("sentinel", port) => _primary = primary;

    public static Task<RedisSentinel> StartNewAsync(RedisServer primary, CancellationToken cancellationToken = default) =>
        StartNewAsync(port => new RedisSentinel(primary, port), cancellationToken);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) =>
        await System.IO.File.WriteAllTextAsync(
            Files.File("sentinel.conf"),
            $"""
            port {Port}
            bind 127.0.0.1
            dir {Files.Path}
            sentinel monitor {ServiceName} 127.0.0.1 {_primary.Port} 1
            sentinel down-after-milliseconds {ServiceName} 1000
            sentinel failover-timeout {ServiceName} 5000

            """,
            cancellationToken);

    protected override ChildProcessStart CreateStart() => new("redis-server", [Files.File("sentinel.conf"), "--sentinel"]);

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken) =>
        (await ExecuteAsync(["INFO", "server"], cancellationToken)).Text.Contains($"process_id:{ProcessId}\r", StringComparison.Ordinal);

    /// <summary>Waits until the Sentinel knows a replica that it can promote.</summary>
    public Task WaitUntilReplicaIsKnownAsync(CancellationToken cancellationToken = default) => Eventually.Async(
        async token => (await ExecuteAsync(["INFO", "sentinel"], token)).Text.Contains("slaves=1", StringComparison.Ordinal),
        TimeSpan.FromSeconds(30), "the Sentinel knows the replica", cancellationToken);

    /// <summary>Returns the port of the primary that it tells clients.</summary>
    public async Task<int> PrimaryPortAsync(CancellationToken cancellationToken = default) =>
        int.Parse((await ExecuteAsync(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", ServiceName], cancellationToken)).Items[1].Text, CultureInfo.InvariantCulture);

    private async Task<RespReply> ExecuteAsync(string[] command, CancellationToken cancellationToken)
    {
        await using var connection = await RespConnection.ConnectAsync(Port, cancellationToken: cancellationToken);
        return await connection.ExecuteAsync(command, cancellationToken);
    }
}

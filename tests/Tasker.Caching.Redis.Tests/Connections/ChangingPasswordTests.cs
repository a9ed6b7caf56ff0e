using System.Net;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Connections;

/// <summary>Passwords that are good for a while only, as the tokens of cloud providers: the recipe of <c>docs/redis.md</c>.</summary>
public class ChangingPasswordTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_PasswordHasChangedAndConnectionsAreClosed_LogsInWithTheNewOne(bool isGlobal)
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await server.ExecuteAsync("ACL", "SETUSER", "app", "on", ">token-1", "~*", "&*", "+@all");
        var tokens = new TokenProvider(server.Port) { Current = "token-1" };
        var options = new RedisTierOptions { Url = $"redis://{server.EndPoint}", MaxConnections = 1 };
        if (isGlobal)
        {
            DefaultOptionsProvider.AddProvider(tokens);
        }
        else
        {
            options.ConfigureClient = client => client.Defaults = tokens;
        }

        await using var backend = await RedisTest.OpenAsync(options);
        var connection = backend.Pool.Log;
        await backend.Backend.Log.AppendAsync(["a"], 0, Token);
        for (var i = 2; i <= 3; i++)
        {
            // A token is there before the one before it ends.
            tokens.Current = $"token-{i}";
            await server.ExecuteAsync("ACL", "SETUSER", "app", "resetpass", $">token-{i}");
            var connects = connection.Connects;

            await server.ExecuteAsync("CLIENT", "KILL", "USER", "app");

            await Eventually.Async(() => connection.Connects > connects, RedisTest.Deadline, "it has logged in again", Token);
            await Eventually.Async(
                async token => (await backend.Backend.Log.AppendAsync(["a"], 0, token)).Sequence > 0, RedisTest.Deadline, "the log is written", Token);
        }

        Assert.Contains("user=app", (await server.ExecuteAsync("CLIENT", "LIST")).Text, StringComparison.Ordinal);
    }

    // Servers that end a connection with its token are told the next one on it, before that.
    [Fact]
    public async Task Reauthenticate_TokenIsRenewed_KeepsTheConnection()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        await server.ExecuteAsync("ACL", "SETUSER", "app", "on", ">token-1", "~*", "&*", "+@all");
        var tokens = new TokenProvider(server.Port) { Current = "token-1" };
        var client = ConfigurationOptions.Parse(server.EndPoint);
        client.Defaults = tokens;
        client.Protocol = RedisProtocol.Resp3;
        using var multiplexer = await ConnectionMultiplexer.ConnectAsync(client);
        await using var backend = await RedisTest.OpenAsync(new RedisTierOptions { ConnectionFactory = () => Task.FromResult<IConnectionMultiplexer>(multiplexer) });
        await backend.Backend.Log.AppendAsync(["a"], 0, Token);
        var connects = backend.Pool.Log.Connects;

        await server.ExecuteAsync("ACL", "SETUSER", "app", "resetpass", ">token-2");
        tokens.Current = "token-2";
        foreach (var node in multiplexer.GetServers())
        {
            await node.ExecuteAsync("AUTH", "app", tokens.Current);
        }

        await backend.Backend.Log.AppendAsync(["b"], 0, Token);
        Assert.Equal(connects, backend.Pool.Log.Connects);
    }

    private sealed class TokenProvider(int port) : DefaultOptionsProvider
    {
        public string Current { get; set; } = string.Empty;

        public override string User => "app";

        public override string Password => Current;

        public override bool AbortOnConnectFail => false;

        public override bool IsMatch(EndPoint endpoint) => endpoint is IPEndPoint address && address.Port == port;
    }
}

using System.Net;
using StackExchange.Redis;
using Tasker.Caching.Redis.Connections;

namespace Tasker.Caching.Redis.Tests.Connections;

public class RedisClientConfigurationTests
{
    private static string ProblemOf(RedisTierOptions options)
    {
        Assert.Null(RedisClientConfiguration.Create(options, out var problem));
        return problem;
    }

    [Theory]
    [InlineData("redis://localhost", "localhost:6379", false, null, 0)]
    [InlineData("redis://redis.internal:6380", "redis.internal:6380", false, null, 0)]
    [InlineData("rediss://redis.internal:6380/3", "redis.internal:6380", true, null, 3)]
    [InlineData("redis://:secret@a:1,b:2,c/2", "a:1 b:2 c:6379", false, "secret", 2)]
    [InlineData("redis://default:p%40ss%2Fw@a", "a:6379", false, "p@ss/w", 0)]
    [InlineData("redis://:p@ss@a", "a:6379", false, "p@ss", 0)]
    [InlineData("redis://:p/a?s@a/1", "a:6379", false, "p/a?s", 1)]
    [InlineData("redis://[::1]:7000", "[::1]:7000", false, null, 0)]
    [InlineData("redis://127.0.0.1:6379/", "127.0.0.1:6379", false, null, 0)]
    [InlineData("valkeys://a", "a:6379", true, null, 0)]
    [InlineData("a:1,b:2,password=secret,ssl=true,defaultDatabase=4", "a:1 b:2", true, "secret", 4)]
    public void Create_Url_IsUnderstood(string url, string endPoints, bool tls, string? password, int database)
    {
        var client = RedisClientConfiguration.Create(new RedisTierOptions { Url = url }, out var problem);

        Assert.Equal(string.Empty, problem);
        Assert.Equal(endPoints, string.Join(' ', client!.EndPoints.Select(Write)));
        Assert.Equal((tls, password, database), (client.Ssl, client.Password, client.DefaultDatabase));
        Assert.False(client.AbortOnConnectFail);
    }

    [Theory]
    [InlineData("redis://a", 5)]
    [InlineData("a:1", 5)]
    [InlineData("a:1,configCheckSeconds=20", 20)]
    public void Create_AnyUrl_AsksForANewPrimaryEveryFewSeconds(string url, int seconds)
    {
        var client = RedisClientConfiguration.Create(new RedisTierOptions { Url = url }, out _);

        Assert.Equal(seconds, client!.ConfigCheckSeconds);
    }

    private static string Write(EndPoint endPoint) => endPoint is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : endPoint.ToString()!;

    [Theory]
    [InlineData("", "url is empty")]
    [InlineData("http://a", "scheme 'http' is unknown")]
    [InlineData("redis://", "host is missing")]
    [InlineData("redis://a:0", "port of 'a'")]
    [InlineData("redis://a:x", "port of 'a'")]
    [InlineData("redis://a,,b", "host is missing")]
    [InlineData("redis://a/x", "index of a database")]
    [InlineData("redis://a?ssl_verify=false", "option 'ssl_verify' is unknown; allowed are")]
    [InlineData("rediss://a?ssl_cert_file=/no/such/file", "ssl_cert_file '/no/such/file' can't be used")]
    [InlineData("rediss://a?ssl_key_file=/no/such/file", "ssl_key_file is there without")]
    [InlineData("a:1,nonsense=1", "neither a URL")]
    [InlineData("a:1,connectTimeout=x,password=topsecret", "neither a URL")]
    [InlineData("redis://:topsecret@a:x", "port of 'a'")]
    [InlineData("redis://:topsecret@", "host is missing")]
    public void Create_WrongUrl_SaysWhatIsWrong(string url, string expected)
    {
        var problem = ProblemOf(new RedisTierOptions { Url = url });

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://bob:secret@a", "bob", null)]
    [InlineData("redis://default:secret@a", null, null)]
    [InlineData("a:1,user=bob,password=secret", "bob", null)]
    [InlineData("redis://a:26379?service_name=mymaster", null, "mymaster")]
    [InlineData("a:1,serviceName=mymaster", null, "mymaster")]
    public void Create_UserOrSentinel_IsUnderstood(string url, string? user, string? service)
    {
        var client = RedisClientConfiguration.Create(new RedisTierOptions { Url = url }, out var problem);

        Assert.Equal(string.Empty, problem);
        Assert.Equal((user, service), (client!.User, client.ServiceName));
    }

    [Theory]
    [InlineData("redis://a", null)]
    [InlineData("a:1,protocol=resp2", RedisProtocol.Resp2)]
    [InlineData("a:1,protocol=resp3", RedisProtocol.Resp3)]
    public void Create_AnyUrl_FailsFastAndKeepsTheProtocol(string url, RedisProtocol? protocol)
    {
        var client = RedisClientConfiguration.Create(new RedisTierOptions { Url = url }, out _)!;

        Assert.Same(BacklogPolicy.FailFast, client.BacklogPolicy);
        Assert.Equal(protocol, client.Protocol);
    }

    [Fact]
    public void Create_WrongNumbers_SaysWhatIsWrong()
    {
        Assert.Contains("max_connections", ProblemOf(new RedisTierOptions { MaxConnections = 0 }), StringComparison.Ordinal);
        Assert.Contains("database", ProblemOf(new RedisTierOptions { Database = -1 }), StringComparison.Ordinal);
        Assert.Contains("connection_timeout", ProblemOf(new RedisTierOptions { ConnectionTimeout = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.Contains("ssl_ca_file", ProblemOf(new RedisTierOptions { SslCaFile = "/no/such/file" }), StringComparison.Ordinal);
    }
}

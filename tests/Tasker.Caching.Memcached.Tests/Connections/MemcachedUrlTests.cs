using Tasker.Caching.Memcached.Connections;

namespace Tasker.Caching.Memcached.Tests.Connections;

public sealed class MemcachedUrlTests
{
    [Theory]
    [InlineData("tcp://a", "a:11211")]
    [InlineData("tcp://A:1,b:2/", "a:1 b:2")]
    [InlineData("tcp://a:1, tcp://b:2", "a:1 b:2")]
    [InlineData("tls://[::1]:5,b", "[::1]:5 b:11211")]
    public void Parse_Servers_AreReadInOrder(string text, string servers)
    {
        var url = MemcachedUrl.Parse(text, out var problem);

        Assert.Equal(string.Empty, problem);
        Assert.Equal(servers, string.Join(' ', url!.Servers));
        Assert.Equal(text.StartsWith("tls", StringComparison.Ordinal), url.IsTls);
    }

    [Fact]
    public void Parse_Everything_IsRead()
    {
        var url = MemcachedUrl.Parse("tls://us%40er:p%3Ass@a:1?ssl_ca_file=%2Fca.pem&ssl_host=other", out _)!;

        Assert.Equal(("us@er", "p:ss", "/ca.pem", "other"), (url.User, url.Password, url.SslCaFile, url.SslHost));
    }

    [Theory]
    [InlineData("a:11211", "must begin with")]
    [InlineData("redis://a", "'redis' is unknown")]
    [InlineData("tcp://", "a host is missing")]
    [InlineData("tcp://a,,b", "a host is missing")]
    [InlineData("tcp://a,tls://b", "the same scheme")]
    [InlineData("tcp://a/1", "there can't be a path")]
    [InlineData("tcp://a:0", "from 1 to 65535")]
    [InlineData("tcp://a:1x", "from 1 to 65535")]
    [InlineData("tcp://a,A:11211", "named twice")]
    [InlineData("tcp://secret@a", "a user name and a password")]
    [InlineData("tcp://u:secret%20x@a", "without spaces")]
    [InlineData("tcp://u:secret@a?timeout=1", "'timeout' is unknown")]
    public void Parse_Mistake_IsSaidWithoutThePassword(string text, string expected)
    {
        Assert.Null(MemcachedUrl.Parse(text, out var problem));

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }
}

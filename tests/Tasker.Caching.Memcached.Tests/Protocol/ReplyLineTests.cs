using System.Text;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Tests.Protocol;

public sealed class ReplyLineTests
{
    private static bool TryParse(string text, out ReplyLine line) => ReplyLine.TryParse(Encoding.Latin1.GetBytes(text), out line);

    [Fact]
    public void TryParse_ValueWithFlags_IsRead()
    {
        Assert.True(TryParse("VA 12 c18446744073709551615 f4294967295 O7", out var line));

        Assert.Equal((ReplyCode.Value, 12, ulong.MaxValue, uint.MaxValue, 7u), (line.Code, line.Size, line.Cas, line.Flags, line.Opaque));
    }

    [Theory]
    [InlineData("HD", ReplyCode.Done)]
    [InlineData("HD c1 O2 W", ReplyCode.Done)]
    [InlineData("VA 0", ReplyCode.Value)]
    [InlineData("EN", ReplyCode.Missing)]
    [InlineData("EN O5", ReplyCode.Missing)]
    [InlineData("NF O5 c0", ReplyCode.Missing)]
    [InlineData("NS O5 c0", ReplyCode.NotStored)]
    [InlineData("EX O5", ReplyCode.Exists)]
    [InlineData("MN", ReplyCode.Noop)]
    [InlineData("STORED", ReplyCode.Stored)]
    [InlineData("STAT time 1", ReplyCode.Stat)]
    [InlineData("END", ReplyCode.End)]
    [InlineData("ERROR", ReplyCode.Refused)]
    [InlineData("CLIENT_ERROR bad data chunk", ReplyCode.Refused)]
    [InlineData("SERVER_ERROR object too large for cache", ReplyCode.ServerError)]
    public void TryParse_KnownWord_IsUnderstood(string text, object code)
    {
        Assert.True(TryParse(text, out var line));
        Assert.Equal((ReplyCode)code, line.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hd")]
    [InlineData("HDX")]
    [InlineData("VA")]
    [InlineData("VA ")]
    [InlineData("VA x")]
    [InlineData("VA -1")]
    [InlineData("VA 1x")]
    [InlineData("VA 4294967296")]
    [InlineData("VA 2147483648")]
    [InlineData("VA 1 c")]
    [InlineData("VA 1  c1")]
    [InlineData("VA 1 c1x")]
    [InlineData("HD O1 O2")]
    [InlineData("HD O4294967296")]
    [InlineData("HD f-1")]
    [InlineData("HD q")]
    [InlineData("VALUE k 0 1")]
    [InlineData("\0")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(TryParse(text, out _));
}

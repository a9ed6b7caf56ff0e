using System.Text;
using Tasker.OutputCache.TestUtilities.Faults;

namespace Tasker.OutputCache.TestUtilities.Tests.Faults;

public sealed class RespFramesTests
{
    [Theory]
    [InlineData("+OK\r\n")]
    [InlineData("-ERR no\r\n")]
    [InlineData(":1\r\n")]
    [InlineData("$3\r\none\r\n")]
    [InlineData("$4\r\n\r\n\r\n\r\n")]
    [InlineData("$-1\r\n")]
    [InlineData("*-1\r\n")]
    [InlineData("*0\r\n")]
    [InlineData("*2\r\n*1\r\n:1\r\n$1\r\na\r\n")]
    [InlineData("%1\r\n+a\r\n:1\r\n")]
    [InlineData(">2\r\n+a\r\n_\r\n")]
    public void LengthOfFirst_AnyKind_IsFoundOnlyWhenWhole(string reply)
    {
        var bytes = Encoding.ASCII.GetBytes(reply + "+next\r\n");

        for (var length = 0; length < reply.Length; length++)
        {
            Assert.Equal(0, RespFrames.LengthOfFirst(bytes.AsSpan(0, length)));
        }

        Assert.Equal(reply.Length, RespFrames.LengthOfFirst(bytes.AsSpan(0, reply.Length)));
        Assert.Equal(reply.Length, RespFrames.LengthOfFirst(bytes));
    }

    [Theory]
    [InlineData("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n", true)]
    [InlineData("*4\r\n$8\r\npmessage\r\n$1\r\n*\r\n$1\r\nc\r\n$1\r\nm\r\n", true)]
    [InlineData("*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n", false)]
    [InlineData("$7\r\nmessage\r\n", false)]
    [InlineData("*0\r\n", false)]
    [InlineData("*-1\r\n", false)]
    [InlineData("*1\r\n:1\r\n", false)]
    [InlineData("*1\r\n$-1\r\n", false)]
    public void IsMessage_AnyReply_IsKnown(string reply, bool isMessage) =>
        Assert.Equal(isMessage, RespFrames.IsMessage(Encoding.ASCII.GetBytes(reply)));
}

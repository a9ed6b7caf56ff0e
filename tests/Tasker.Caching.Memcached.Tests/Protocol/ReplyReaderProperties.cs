using System.IO.Pipelines;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Tests.Protocol;

/// <summary>Whatever a server sends: an answer, or the end of the connection; never a hang, never another exception.</summary>
public sealed class ReplyReaderProperties
{
    private const int MaximumValue = 4096;
    private static readonly byte[] Key = "k"u8.ToArray();

    private static readonly MemcachedCommand[] Commands =
    [
        MemcachedCommand.Get(Key),
        MemcachedCommand.Peek(Key),
        MemcachedCommand.Set(Key, default, 1),
        MemcachedCommand.Delete(Key),
        MemcachedCommand.Noop,
        MemcachedCommand.Statistics(string.Empty),
        MemcachedCommand.LogIn("u", "p"),
    ];

    // Bytes as they come, and pieces of real replies in a wrong order.
    private static readonly Gen<byte[]> Pieces = Gen.OneOf(
        Gen.Choose(0, 255).Select(static value => new[] { (byte)value }),
        Gen.Elements(
            "VA ", "HD", "EN", "NF", "NS", "EX", "MN", "END", "STAT a 1", "ERROR", "SERVER_ERROR x", "STORED", "\r\n", "\n", "\r", " O1", " O2", " c5", " f1", "0", "3", "abc",
            "VA 3 O1\r\nabc\r\n", "HD O1\r\n", "EN\r\n", "4096", "4097", "99999999999").Select(Encoding.Latin1.GetBytes));

    private static readonly Gen<(int Command, byte[] Bytes, int Chunk)> Inputs =
        from command in Gen.Choose(0, Commands.Length - 1)
        from length in Gen.Choose(0, 20)
        from pieces in Pieces.ArrayOf(length)
        from chunk in Gen.Choose(1, 40)
        select (command, pieces.SelectMany(static piece => piece).ToArray(), chunk);

    [Fact]
    public void Read_ArbitraryBytes_AnswersOrEnds()
    {
        var (answers, ends) = (0, 0);

        Prop.ForAll(Inputs.ToArbitrary(), input =>
        {
            var read = ReadAsync(input.Command, input.Bytes, input.Chunk).WaitAsync(TimeSpan.FromSeconds(30));
            try
            {
                _ = read.GetAwaiter().GetResult();
                answers++;
            }
            catch (MemcachedProtocolException)
            {
                ends++;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

        Assert.True(answers > 50, $"{answers} answers");
        Assert.True(ends > 50, $"{ends} ends");
    }

    private static async Task<MemcachedReply> ReadAsync(int command, byte[] bytes, int chunk)
    {
        var pipe = new Pipe();
        var reader = new ReplyReader(pipe.Reader, MaximumValue);
        var reading = reader.ReadAsync(Commands[command], 1).AsTask();
        foreach (var part in bytes.Chunk(chunk))
        {
            await pipe.Writer.WriteAsync(part);
        }

        await pipe.Writer.CompleteAsync();
        return await reading;
    }

    [Fact]
    public async Task Read_ValueInAnyPieces_IsWhole()
    {
        var value = new byte[MaximumValue];
        Random.Shared.NextBytes(value);
        byte[] bytes = [.. "VA 4096 c9 f3 O1\r\n"u8, .. value, .. "\r\n"u8];
        foreach (var chunk in (int[])[1, 7, 100, 4096, 10_000])
        {
            var reply = await ReadAsync(0, bytes, chunk);

            Assert.Equal(value, reply.Value);
            Assert.Equal((9ul, 3u), (reply.Cas, reply.Flags));
        }
    }
}

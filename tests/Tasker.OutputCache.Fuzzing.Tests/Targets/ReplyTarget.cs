using System.Globalization;
using System.IO.Pipelines;
using Tasker.Caching.Memcached.Protocol;
using Tasker.OutputCache.Fuzzing.Tests.Running;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>What a Memcached server sends: nothing throws but the error of the protocol, and it reads alike in whatever pieces it comes.</summary>
internal sealed class ReplyTarget : FuzzTarget
{
    private const int MaximumValue = 1 << 12;
    private const int Replies = 8;

    private static readonly MemcachedCommand[] Commands =
    [
        MemcachedCommand.Get([(byte)'k']), MemcachedCommand.Set([(byte)'k'], new byte[1], 1), MemcachedCommand.Delete([(byte)'k']),
        MemcachedCommand.Noop, MemcachedCommand.Statistics(string.Empty), MemcachedCommand.LogIn("u", "p"),
    ];

    public override string Name => "memcached-reply";

    public override IReadOnlyList<string> Words =>
        ["VA ", "HD", "EN", "NF", "NS", "EX", "MN", "STORED", "STAT a b", "END", "SERVER_ERROR ", "ERROR", "CLIENT_ERROR ", "\r\n", " O1", " c5", " f0", " W", "18446744073709551615", "4294967296", "2147483648"];

    public override int Run(byte[] input)
    {
        var whole = Read(input, input.Length + 1);
        var pieces = Read(input, 1 + (input.Length % 7));
        FuzzException.ThrowIf(whole != pieces, $"whole it is {whole}, in pieces {pieces}");
        return whole.GetHashCode(StringComparison.Ordinal);
    }

    private static string Read(byte[] input, int piece)
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
        var reading = ReadAllAsync(new ReplyReader(pipe.Reader, MaximumValue), input.Length);
        for (var at = 0; at < input.Length; at += piece)
        {
            pipe.Writer.WriteAsync(input.AsMemory(at, Math.Min(piece, input.Length - at))).AsTask().GetAwaiter().GetResult();
        }

        pipe.Writer.Complete();
        return reading.GetAwaiter().GetResult();
    }

    // Which kinds of replies came, and not what was in them: that decides what is worth changing further.
    private static async Task<string> ReadAllAsync(ReplyReader reader, int length)
    {
        var read = string.Empty;
        try
        {
            for (var i = 0; i < Replies; i++)
            {
                var reply = await reader.ReadAsync(Commands[(length + i) % Commands.Length], 1);
                FuzzException.ThrowIf(reply.Value?.Length > MaximumValue, "too long a value");
                FuzzException.ThrowIf((reply.Code == ReplyCode.Value) != (reply.Value is not null), "a value where there is none, or none where there is one");
                read += string.Create(CultureInfo.InvariantCulture, $"{reply.Code} {reply.Value?.Length} {reply.Cas > 0} {reply.Flags > 0} {reply.Statistics.Count};");
            }

            return read;
        }
        catch (MemcachedProtocolException)
        {
            return read + "!";
        }
    }
}

using System.Buffers.Text;
using System.Text;

namespace Tasker.Caching.Memcached.Protocol;

/// <summary>One line of a reply, without its end.</summary>
/// <param name="Code">What it says.</param>
internal readonly record struct ReplyLine(ReplyCode Code)
{
    /// <summary>The longest line that a server has a reason to send.</summary>
    public const int MaximumLength = 2048;

    /// <summary>Gets how many bytes of a value follow.</summary>
    public int Size { get; private init; }

    /// <summary>Gets the number that the command was sent with, if the server has repeated it.</summary>
    public uint? Opaque { get; private init; }

    /// <summary>Gets the token that changes whenever the item does, 0 where the server tells none.</summary>
    public ulong Cas { get; private init; }

    /// <summary>Gets the number that the item was stored with.</summary>
    public uint Flags { get; private init; }

    /// <summary>Gets how many seconds an item has left, where that was asked for and it ends at all.</summary>
    public uint? SecondsLeft { get; private init; }

    /// <summary>Gets the rest of the line: of an error or a statistic.</summary>
    public string Text { get; private init; } = string.Empty;

    /// <summary>Parses a line. What is not exactly as the protocol has it is refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out ReplyLine reply)
    {
        var space = line.IndexOf((byte)' ');
        var word = space < 0 ? line : line[..space];
        var rest = space < 0 ? default : line[(space + 1)..];
        reply = default;
        return word switch
        {
            [(byte)'V', (byte)'A'] => TryParseValue(rest, out reply),
            [(byte)'H', (byte)'D'] => TryParseFlags(new ReplyLine(ReplyCode.Done), rest, out reply),
            [(byte)'E', (byte)'N'] or [(byte)'N', (byte)'F'] => TryParseFlags(new ReplyLine(ReplyCode.Missing), rest, out reply),
            [(byte)'N', (byte)'S'] => TryParseFlags(new ReplyLine(ReplyCode.NotStored), rest, out reply),
            [(byte)'E', (byte)'X'] => TryParseFlags(new ReplyLine(ReplyCode.Exists), rest, out reply),
            _ => TryParseWord(word, rest, out reply),
        };
    }

    private static bool TryParseValue(ReadOnlySpan<byte> rest, out ReplyLine reply)
    {
        var isNumber = Utf8Parser.TryParse(rest, out uint size, out var length) && size <= int.MaxValue;
        rest = rest[length..];
        reply = new ReplyLine(ReplyCode.Value) { Size = (int)size };
        return isNumber && (rest.IsEmpty || (rest[0] == (byte)' ' && TryParseFlags(reply, rest[1..], out reply)));
    }

    private static bool TryParseFlags(ReplyLine line, ReadOnlySpan<byte> rest, out ReplyLine reply)
    {
        reply = line;
        while (!rest.IsEmpty)
        {
            var space = rest.IndexOf((byte)' ');
            if (!TryParseFlag(space < 0 ? rest : rest[..space], ref reply))
            {
                return false;
            }

            rest = space < 0 ? default : rest[(space + 1)..];
        }

        return true;
    }

    // Only what our commands ask for, and the signs that an item made stale by another client carries.
    private static bool TryParseFlag(ReadOnlySpan<byte> flag, ref ReplyLine reply)
    {
        switch (flag)
        {
            case [(byte)'O', .. var token] when TryParseNumber(token, out var opaque) && opaque <= uint.MaxValue && reply.Opaque is null:
                reply = reply with { Opaque = (uint)opaque };
                return true;
            case [(byte)'c', .. var token] when TryParseNumber(token, out var cas):
                reply = reply with { Cas = cas };
                return true;
            case [(byte)'f', .. var token] when TryParseNumber(token, out var flags) && flags <= uint.MaxValue:
                reply = reply with { Flags = (uint)flags };
                return true;
            case [(byte)'t', .. var token] when TryParseNumber(token, out var left) && left <= uint.MaxValue:
                reply = reply with { SecondsLeft = (uint)left };
                return true;
            default:
                return flag is [(byte)'W'] or [(byte)'X'] or [(byte)'Z'];
        }
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, out ulong number) =>
        Utf8Parser.TryParse(text, out number, out var length) && length == text.Length;

    private static bool TryParseWord(ReadOnlySpan<byte> word, ReadOnlySpan<byte> rest, out ReplyLine reply)
    {
        ReplyCode? code = Encoding.Latin1.GetString(word) switch
        {
            "MN" => ReplyCode.Noop,
            "STORED" => ReplyCode.Stored,
            "STAT" => ReplyCode.Stat,
            "END" => ReplyCode.End,
            "SERVER_ERROR" => ReplyCode.ServerError,
            "ERROR" or "CLIENT_ERROR" => ReplyCode.Refused,
            _ => null,
        };
        reply = new ReplyLine(code ?? default) { Text = Encoding.Latin1.GetString(rest) };
        return code is not null;
    }
}

using System.Buffers.Text;

namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>Finds where one reply of Redis ends, and which kind it is, without decoding it.</summary>
internal static class RespFrames
{
    /// <summary>Returns the length of the first whole reply, or 0 while it is incomplete.</summary>
    public static int LengthOfFirst(ReadOnlySpan<byte> bytes)
    {
        var position = 0;

        // Values still to come before the reply is whole; a list adds its items.
        for (var pending = 1L; pending > 0; pending--)
        {
            var lineEnd = bytes[position..].IndexOf("\r\n"u8);
            if (lineEnd < 0)
            {
                return 0;
            }

            if (lineEnd == 0)
            {
                // No reply of Redis begins like this; what it is not, is passed on all the same.
                return position + 2;
            }

            var (kind, count) = (bytes[position], Number(bytes.Slice(position + 1, lineEnd - 1)));
            position += lineEnd + 2;

            if (kind is (byte)'$' or (byte)'=' or (byte)'!' && count >= 0)
            {
                position += (int)count + 2;
            }
            else if (kind is (byte)'*' or (byte)'>' or (byte)'~')
            {
                pending += Math.Max(count, 0);
            }
            else if (kind is (byte)'%')
            {
                pending += 2 * count;
            }

            if (position > bytes.Length)
            {
                return 0;
            }
        }

        return position;
    }

    // Only the kinds that carry a number are asked for it.
    private static long Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out long number, out _) ? number : 0;

    /// <summary>Returns whether a reply confirms a subscription; its connection then receives messages.</summary>
    public static bool IsSubscription(ReadOnlySpan<byte> reply) =>
        FirstItem(reply) is var name && (name.SequenceEqual("subscribe"u8) || name.SequenceEqual("psubscribe"u8) || name.SequenceEqual("ssubscribe"u8));

    /// <summary>Returns whether a reply is a published message.</summary>
    public static bool IsMessage(ReadOnlySpan<byte> reply) =>
        FirstItem(reply) is var name && (name.SequenceEqual("message"u8) || name.SequenceEqual("pmessage"u8) || name.SequenceEqual("smessage"u8));

    // *3\r\n$7\r\nmessage\r\n...
    private static ReadOnlySpan<byte> FirstItem(ReadOnlySpan<byte> reply)
    {
        if (reply[0] is not ((byte)'*' or (byte)'>'))
        {
            return [];
        }

        var item = reply[(reply.IndexOf("\r\n"u8) + 2)..];
        if (item.IsEmpty || item[0] != (byte)'$')
        {
            return [];
        }

        var text = item[(item.IndexOf("\r\n"u8) + 2)..];
        return text[..Math.Max(text.IndexOf("\r\n"u8), 0)];
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Tasker.Caching.Backends;

namespace Tasker.Caching.Redis.Evictions;

/// <summary>Reads the messages that <c>append.lua</c> publishes: an object with the numbers as strings, since they are too long for its doubles.</summary>
internal static class EvictionMessage
{
    private const byte LastControl = 0x1F;

    /// <summary>Reads a message.</summary>
    /// <returns><see langword="null"/> if it is none of ours.</returns>
    public static EvictionRecord? Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Span.ContainsAnyInRange((byte)0, LastControl) ? EscapeControls(message.Span) : message);
            var root = document.RootElement;
            var tags = root.GetProperty("t");
            var read = new string[tags.GetArrayLength()];
            var i = 0;
            foreach (var tag in tags.EnumerateArray())
            {
                read[i++] = Text(tag);
            }

            return new EvictionRecord(Text(root.GetProperty("g")), Number(root, "b"), Number(root, "s"), Number(root, "m"), read);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }
    }

    // Garnet leaves control characters in strings as they are, which JSON does not allow. Nowhere else does a message of ours have any.
    private static byte[] EscapeControls(ReadOnlySpan<byte> message)
    {
        var escaped = new List<byte>(message.Length + 16);
        foreach (var b in message)
        {
            if (b <= LastControl)
            {
                escaped.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{b:x4}")));
            }
            else
            {
                escaped.Add(b);
            }
        }

        return [.. escaped];
    }

    private static long Number(JsonElement root, string name) =>
        long.Parse(Text(root.GetProperty(name)), NumberStyles.None, CultureInfo.InvariantCulture) is var number && EvictionSequence.IsValid(number)
            ? number
            : throw new FormatException("A place that no log has.");

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException("A text is missing.");
}

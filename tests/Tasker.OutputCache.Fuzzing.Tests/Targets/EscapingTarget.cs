using Tasker.Caching.Engine;
using Tasker.OutputCache.Fuzzing.Tests.Running;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>The escaping of keys and tags: two values never read the same, none holds a sign that means something, and what is not hashed reads back.</summary>
/// <remarks>By construction: unescaping is an inverse. By search: whatever was escaped to the same text before was the same value.</remarks>
internal sealed class EscapingTarget : FuzzTarget
{
    private const int LargestSearch = 200_000;
    private const int LongestAlways = 100;

    private static readonly (string Name, Escape Escape, string Reserved)[] Kinds =
    [
        ("a value of a key", KeyEscaping.AppendKeyValue, ":{}*@"),
        ("a value of a tag", KeyEscaping.AppendTagValue, ":{}*@|=,~"),
        ("a value that was meant", KeyEscaping.AppendMeantValue, ":{}*@|=,~"),
        ("a tag", KeyEscaping.AppendTag, ":{}*@|=,~"),
        ("a path", KeyEscaping.AppendPath, "{}*"),
        ("a prefix", KeyEscaping.AppendPrefix, ":{}*@"),
    ];

    private readonly Dictionary<string, string>[] _seen = [.. Kinds.Select(static _ => new Dictionary<string, string>(StringComparer.Ordinal))];

    private delegate void Escape(ref KeyWriter writer, scoped ReadOnlySpan<char> value);

    public override string Name => "escaping";

    public override IReadOnlyList<string> Words =>
        ["%", "%%", "%u", "%uD800", "%#", "%##", "%-", "%41", "%2A", "*", ":", "{", "}", "@", "|", "=", ",", "~", "/", "\0", "\u007f", "\u0085", "ä", "\ue000", "\ue400", "😀", "key:", "path:"];

    public override int Run(byte[] input)
    {
        var value = Texts.Of(input);
        var outcome = 0;
        for (var i = 0; i < Kinds.Length; i++)
        {
            var (name, escape, reserved) = Kinds[i];
            var escaped = Escaped(escape, value);
            var isHashed = value.Length > LongestAlways && escaped.StartsWith("%#", StringComparison.Ordinal);
            FuzzException.ThrowIf(escaped.AsSpan().ContainsAny(reserved), $"{name} holds a reserved sign: {escaped}");
            FuzzException.ThrowIf(escaped.Any(static character => char.IsControl(character)), $"{name} holds a control character");
            FuzzException.ThrowIf(!isHashed && KeyEscaping.Unescape(escaped) != value, $"{name} does not read back: {escaped}");
            FuzzException.ThrowIf(_seen[i].TryGetValue(escaped, out var other) && other != value, $"{name} reads as another one: {escaped}");
            if (_seen[i].Count < LargestSearch)
            {
                _seen[i].TryAdd(escaped, value);
            }

            outcome = HashCode.Combine(outcome, isHashed, escaped.Length == value.Length, escaped.Contains("%u", StringComparison.Ordinal));
        }

        Compare(value);
        return HashCode.Combine(outcome, value.Length / 16);
    }

    // A value of a query that is taken as it was sent reads as if it had been decoded and escaped.
    private static void Compare(string value)
    {
        var writer = new KeyWriter(stackalloc char[64]);
        try
        {
            if (KeyEscaping.TryAppendEncoded(ref writer, value))
            {
                var decoded = Uri.UnescapeDataString(value.Replace('+', ' '));
                FuzzException.ThrowIf(writer.ToString() != Escaped(KeyEscaping.AppendKeyValue, decoded), "as it was sent, it reads as another one");
            }
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static string Escaped(Escape escape, string value)
    {
        var writer = new KeyWriter(stackalloc char[64]);
        try
        {
            escape(ref writer, value);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }
}

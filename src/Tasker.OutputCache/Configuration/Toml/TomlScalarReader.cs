using System.Buffers;

namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>Reads what stands without quotes: booleans, numbers, dates and times.</summary>
/// <remarks>What it can't read is not in its messages, since it may be a password whose quotes are missing.</remarks>
internal static class TomlScalarReader
{
    private static readonly SearchValues<byte> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_.:"u8);

    public static TomlValue Read(ref TomlCursor cursor, TomlPosition position)
    {
        var start = cursor.Offset;
        var length = MeasureToken(cursor.Rest);

        if (length == 0)
        {
            throw cursor.Expected("a value");
        }

        var token = cursor.Rest[..length];

        if (TomlDateTimeReader.LooksLikeDate(token) && length == 10 && IsTimeAfterBlank(cursor.Rest[length..]))
        {
            length += 1 + MeasureToken(cursor.Rest[(length + 1)..]);
            token = cursor.Rest[..length];
        }

        cursor.Offset += length;

        return token switch
        {
            _ when token.SequenceEqual("true"u8) => new TomlValue(TomlValueKind.Boolean, "true", position),
            _ when token.SequenceEqual("false"u8) => new TomlValue(TomlValueKind.Boolean, "false", position),
            _ when TomlDateTimeReader.LooksLikeDate(token) || TomlDateTimeReader.LooksLikeTime(token) =>
                TomlDateTimeReader.Read(in cursor, token, start, position),
            _ when LooksLikeNumber(token) => TomlNumberReader.Read(in cursor, token, start, position),
            _ => throw cursor.Error(start, "expected a value; a string needs quotes"),
        };
    }

    private static int MeasureToken(ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAnyExcept(TokenCharacters);
        return length < 0 ? rest.Length : length;
    }

    // A date and its time may be separated by a blank; after a date, a digit can be nothing else.
    private static bool IsTimeAfterBlank(ReadOnlySpan<byte> rest) =>
        rest.Length >= 2 && rest[0] == ' ' && char.IsAsciiDigit((char)rest[1]);

    private static bool LooksLikeNumber(ReadOnlySpan<byte> token) =>
        char.IsAsciiDigit((char)token[0])
        || token[0] is (byte)'+' or (byte)'-' or (byte)'.'
        || token.SequenceEqual("inf"u8)
        || token.SequenceEqual("nan"u8);
}

using System.Globalization;

namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>Reads integers, of 64 bits in four bases, and floats.</summary>
internal static class TomlNumberReader
{
    public static TomlValue Read(in TomlCursor cursor, ReadOnlySpan<byte> token, int start, TomlPosition position)
    {
        var isNegative = token[0] == '-';
        var digits = token[0] is (byte)'+' or (byte)'-' ? token[1..] : token;

        if (digits.SequenceEqual("nan"u8))
        {
            return new TomlValue(TomlValueKind.Float, "nan", position);
        }

        if (digits.SequenceEqual("inf"u8))
        {
            return new TomlValue(TomlValueKind.Float, isNegative ? "-inf" : "inf", position);
        }

        if (token.Length > 1 && token[0] == '0' && token[1] is (byte)'x' or (byte)'o' or (byte)'b')
        {
            return ReadInteger(in cursor, token[2..], token[1] switch { (byte)'x' => 16, (byte)'o' => 8, _ => 2 }, isNegative, start, position);
        }

        return digits.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0
            ? ReadInteger(in cursor, digits, 10, isNegative, start, position)
            : ReadFloat(in cursor, token, digits, start, position);
    }

    private static TomlValue ReadInteger(
        in TomlCursor cursor, ReadOnlySpan<byte> digits, uint radix, bool isNegative, int start, TomlPosition position)
    {
        if (radix == 10)
        {
            CheckLeadingZero(in cursor, digits, start);
        }

        var limit = isNegative ? 1UL << 63 : long.MaxValue;
        var value = 0UL;

        // Checked to its end even when too large: what is not a number at all is told first.
        var isTooLarge = false;

        for (var i = 0; i < digits.Length; i++)
        {
            var digit = DigitOf(digits[i]);

            if (digit < radix)
            {
                isTooLarge |= value > (limit - digit) / radix;
                value = (value * radix) + digit;
            }
            else if (digits[i] != '_' || !IsBetweenDigits(digits, i, radix))
            {
                throw Malformed(in cursor, start);
            }
        }

        if (digits.IsEmpty)
        {
            throw Malformed(in cursor, start);
        }

        if (isTooLarge)
        {
            throw cursor.Error(start, $"expected an integer of 64 bits, {long.MinValue} to {long.MaxValue}");
        }

        var text = isNegative ? unchecked(-(long)value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);
        return new TomlValue(TomlValueKind.Integer, text, position);
    }

    private static TomlValue ReadFloat(in TomlCursor cursor, ReadOnlySpan<byte> token, ReadOnlySpan<byte> digits, int start, TomlPosition position)
    {
        var exponent = digits.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = exponent < 0 ? digits : digits[..exponent];
        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];

        CheckLeadingZero(in cursor, whole, start);

        if (!IsDigits(whole)
            || (point >= 0 && !IsDigits(mantissa[(point + 1)..]))
            || (exponent >= 0 && !IsExponent(digits[(exponent + 1)..])))
        {
            throw Malformed(in cursor, start);
        }

        var value = double.Parse(RemoveUnderscores(token), NumberStyles.Float, CultureInfo.InvariantCulture);

        var text = value switch
        {
            double.PositiveInfinity => "inf",
            double.NegativeInfinity => "-inf",
            _ => value.ToString("R", CultureInfo.InvariantCulture),
        };

        return new TomlValue(TomlValueKind.Float, text, position);
    }

    private static void CheckLeadingZero(in TomlCursor cursor, ReadOnlySpan<byte> whole, int start)
    {
        if (whole.Length > 1 && whole[0] == '0' && (char.IsAsciiDigit((char)whole[1]) || whole[1] == '_'))
        {
            throw cursor.Error(start, "expected a number without leading zeros");
        }
    }

    private static bool IsExponent(ReadOnlySpan<byte> exponent) =>
        IsDigits(!exponent.IsEmpty && exponent[0] is (byte)'+' or (byte)'-' ? exponent[1..] : exponent);

    private static bool IsDigits(ReadOnlySpan<byte> digits)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            if (DigitOf(digits[i]) >= 10 && (digits[i] != '_' || !IsBetweenDigits(digits, i, 10)))
            {
                return false;
            }
        }

        return !digits.IsEmpty;
    }

    private static bool IsBetweenDigits(ReadOnlySpan<byte> digits, int index, uint radix) =>
        index > 0 && index < digits.Length - 1 && DigitOf(digits[index - 1]) < radix && DigitOf(digits[index + 1]) < radix;

    private static uint DigitOf(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => (uint)(value - '0'),
        >= (byte)'a' and <= (byte)'f' => (uint)(value - 'a' + 10),
        >= (byte)'A' and <= (byte)'F' => (uint)(value - 'A' + 10),
        _ => uint.MaxValue,
    };

    private static ReadOnlySpan<byte> RemoveUnderscores(ReadOnlySpan<byte> token)
    {
        if (!token.Contains((byte)'_'))
        {
            return token;
        }

        var plain = new byte[token.Length - token.Count((byte)'_')];
        var length = 0;

        foreach (var value in token)
        {
            if (value != '_')
            {
                plain[length++] = value;
            }
        }

        return plain;
    }

    private static TomlFormatException Malformed(in TomlCursor cursor, int start) =>
        cursor.Error(start, "expected a number, such as 42, -1_000, 0xff, 0o17, 0b10, 1.5, 6e-3, inf or nan");
}

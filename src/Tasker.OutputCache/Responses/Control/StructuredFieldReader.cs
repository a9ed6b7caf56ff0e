using System.Globalization;

namespace Tasker.OutputCache.Responses.Control;

/// <summary>Reads a dictionary of structured fields (RFC 9651, section 4.2.2). What is not to the letter is an error.</summary>
internal ref struct StructuredFieldReader(ReadOnlySpan<char> text)
{
    private const int MaximumIntegerDigits = 15;
    private const int MaximumDecimalDigits = 12;

    private ReadOnlySpan<char> _rest = text;

    /// <summary>Reads all members; of several with one name, the last counts.</summary>
    public bool TryReadDictionary(Dictionary<string, StructuredItem> members)
    {
        _rest = _rest.Trim(' ');
        while (!_rest.IsEmpty)
        {
            if (!TryReadKey(out var key) || !TryReadMember(out var item))
            {
                return false;
            }

            members[key.ToString()] = item;
            _rest = _rest.TrimStart(" \t");
            if (_rest.IsEmpty)
            {
                return true;
            }

            if (!TryTake(','))
            {
                return false;
            }

            _rest = _rest.TrimStart(" \t");
            if (_rest.IsEmpty)
            {
                // A comma at the end.
                return false;
            }
        }

        return true;
    }

    private bool TryReadMember(out StructuredItem item)
    {
        item = new StructuredItem(StructuredKind.True);
        return (!TryTake('=') || TryReadItemOrList(out item)) && TryReadParameters();
    }

    private bool TryReadItemOrList(out StructuredItem item)
    {
        if (!TryTake('('))
        {
            return TryReadBareItem(out item);
        }

        item = default;
        while (true)
        {
            _rest = _rest.TrimStart(' ');
            if (TryTake(')'))
            {
                return true;
            }

            if (!TryReadBareItem(out _) || !TryReadParameters() || _rest.IsEmpty || _rest[0] is not (' ' or ')'))
            {
                return false;
            }
        }
    }

    private bool TryReadParameters()
    {
        while (TryTake(';'))
        {
            _rest = _rest.TrimStart(' ');
            if (!TryReadKey(out _) || (TryTake('=') && !TryReadBareItem(out _)))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadKey(out ReadOnlySpan<char> key)
    {
        key = default;
        if (_rest.IsEmpty || !(char.IsAsciiLetterLower(_rest[0]) || _rest[0] == '*'))
        {
            return false;
        }

        key = Take(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '_' or '-' or '.' or '*');
        return true;
    }

    private bool TryReadBareItem(out StructuredItem item)
    {
        item = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        switch (_rest[0])
        {
            case '-' or (>= '0' and <= '9'):
                return TryReadNumber(out item);
            case '"':
                _rest = _rest[1..];
                return TryReadString();
            case '?':
                _rest = _rest[1..];
                item = new StructuredItem(TryTake('1') ? StructuredKind.True : StructuredKind.False);
                return item.Kind == StructuredKind.True || TryTake('0');
            case ':':
                return TryReadBytes();
            case '@':
                _rest = _rest[1..];
                return TryReadNumber(out var date) && date.Kind == StructuredKind.Integer;
            case '%' when _rest.StartsWith("%\""):
                _rest = _rest[2..];
                return TryReadDisplayString();
            case '*' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                Take(static character => character is ':' or '/' || ControlReader.IsToken([character]));
                return true;
            default:
                return false;
        }
    }

    private bool TryReadNumber(out StructuredItem item)
    {
        item = default;
        var isNegative = TryTake('-');
        var whole = Take(char.IsAsciiDigit);
        if (TryTake('.'))
        {
            var fraction = Take(char.IsAsciiDigit);
            return whole.Length is > 0 and <= MaximumDecimalDigits && fraction.Length is > 0 and <= 3;
        }

        if (whole.Length is 0 or > MaximumIntegerDigits)
        {
            return false;
        }

        var number = long.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture);
        item = new StructuredItem(StructuredKind.Integer, isNegative ? -number : number);
        return true;
    }

    private bool TryReadString()
    {
        while (!_rest.IsEmpty)
        {
            var character = _rest[0];
            _rest = _rest[1..];
            switch (character)
            {
                case '"':
                    return true;
                case '\\' when _rest is ['"' or '\\', ..]:
                    _rest = _rest[1..];
                    break;
                case '\\' or < ' ' or > '~':
                    return false;
            }
        }

        return false;
    }

    private bool TryReadDisplayString()
    {
        while (!_rest.IsEmpty)
        {
            var character = _rest[0];
            _rest = _rest[1..];
            switch (character)
            {
                case '"':
                    return true;
                case '%' when _rest.Length >= 2 && IsHex(_rest[0]) && IsHex(_rest[1]):
                    _rest = _rest[2..];
                    break;
                case '%' or < ' ' or > '~':
                    return false;
            }
        }

        return false;
    }

    private static bool IsHex(char character) => char.IsAsciiDigit(character) || character is >= 'a' and <= 'f';

    private bool TryReadBytes()
    {
        _rest = _rest[1..];
        Take(static character => char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '=');
        return TryTake(':');
    }

    private ReadOnlySpan<char> Take(Func<char, bool> belongs)
    {
        var length = 0;
        while (length < _rest.Length && belongs(_rest[length]))
        {
            length++;
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private bool TryTake(char expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }
}

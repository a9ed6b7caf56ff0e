namespace Tasker.Caching.Coverage.Sql;

/// <summary>Cuts a statement into pieces. Strings and comments are passed over, so that no word in them counts.</summary>
internal ref struct SqlReader(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>Gets a value indicating whether a string, a name or a comment has no end: what follows can't be trusted.</summary>
    public bool IsBroken { get; private set; }

    public SqlToken Next()
    {
        SkipSpace();
        if (IsBroken || _at >= _text.Length)
        {
            return default;
        }

        var first = _text[_at];
        switch (first)
        {
            case '\'':
                return Value(EndOfString(_at + 1, hasEscapes: IsEscapeString()));
            case '"' or '`':
                return Quoted(first);
            case '[' when IsBracketName():
                return Quoted(']');
            case '$' when TryDollarQuote(out var end):
                return Value(end);
            case '@' or '$' or '#' or ':' or '?':
                return Parameter();
        }

        if (char.IsAsciiDigit(first))
        {
            return Value(EndOfWord(_at));
        }

        if (!IsWord(first))
        {
            _at++;
            return new SqlToken(SqlTokenKind.Symbol, first.ToString());
        }

        var start = _at;
        _at = EndOfWord(_at);
        return new SqlToken(SqlTokenKind.Word, _text[start.._at].ToString());
    }

    private void SkipSpace()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
            else if (_text[_at..].StartsWith("--"))
            {
                var end = _text[_at..].IndexOf('\n');
                _at = end < 0 ? _text.Length : _at + end + 1;
            }
            else if (_text[_at..].StartsWith("/*"))
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    // PostgreSQL and SQL Server nest them.
    private void SkipComment()
    {
        var depth = 0;
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at..].StartsWith("/*"))
            {
                depth++;
                _at++;
            }
            else if (_text[_at..].StartsWith("*/"))
            {
                _at++;
                if (--depth == 0)
                {
                    _at++;
                    return;
                }
            }
        }

        IsBroken = true;
    }

    private SqlToken Value(int end)
    {
        _at = end;
        return IsBroken ? default : new SqlToken(SqlTokenKind.Value, string.Empty);
    }

    // E'...' of PostgreSQL: the letter was read as a word of its own.
    private readonly bool IsEscapeString() => _at > 0 && _text[_at - 1] is 'e' or 'E' && (_at == 1 || !IsWord(_text[_at - 2]));

    private int EndOfString(int at, bool hasEscapes)
    {
        for (; at < _text.Length; at++)
        {
            if (hasEscapes && _text[at] == '\\')
            {
                at++;
            }
            else if (_text[at] == '\'')
            {
                if (at + 1 == _text.Length || _text[at + 1] != '\'')
                {
                    return at + 1;
                }

                at++;
            }
        }

        IsBroken = true;
        return _text.Length;
    }

    private SqlToken Quoted(char quote)
    {
        var name = new System.Text.StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            if (_text[_at] != quote)
            {
                name.Append(_text[_at]);
            }
            else if (_at + 1 < _text.Length && _text[_at + 1] == quote)
            {
                name.Append(quote);
                _at++;
            }
            else
            {
                _at++;
                return new SqlToken(SqlTokenKind.Quoted, name.ToString());
            }
        }

        IsBroken = true;
        return default;
    }

    // An array's subscript follows a name or a closing bracket at once; a name in brackets follows a space, a dot or a comma.
    private readonly bool IsBracketName() => _at == 0 || !(IsWord(_text[_at - 1]) || _text[_at - 1] is ']' or ')' or '"');

    private bool TryDollarQuote(out int end)
    {
        end = 0;
        var close = _text[(_at + 1)..].IndexOf('$');
        if (close < 0 || char.IsAsciiDigit(_text[_at + 1]) || !_text.Slice(_at + 1, close).ToString().All(IsWord))
        {
            return false;
        }

        var mark = _text.Slice(_at, close + 2);
        var body = _at + mark.Length;
        var found = _text[body..].IndexOf(mark);
        IsBroken = found < 0;
        end = found < 0 ? _text.Length : body + found + mark.Length;
        return true;
    }

    // @name, $1, :name, ?, and #temporary tables: none is a table that something else changes. "::type" is a cast.
    private SqlToken Parameter()
    {
        var at = _at + 1;
        while (at < _text.Length && _text[at] == _text[_at])
        {
            at++;
        }

        return Value(EndOfWord(at));
    }

    private readonly int EndOfWord(int at)
    {
        while (at < _text.Length && (IsWord(_text[at]) || _text[at] == '$'))
        {
            at++;
        }

        return at;
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}

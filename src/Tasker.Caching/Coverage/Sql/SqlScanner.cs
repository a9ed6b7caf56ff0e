namespace Tasker.Caching.Coverage.Sql;

/// <summary>Reads the names of tables out of a text of SQL: those after FROM, JOIN, USING and TABLE. It is no parser; what it can't read it says.</summary>
internal ref partial struct SqlScanner
{
    private static readonly string[] Readable = ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "VALUES", "TABLE", "EXPLAIN", "TRUNCATE"];

    // They change the session or the transaction, and read no table.
    private static readonly string[] Silent = ["SET", "BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "END", "RESET", "DISCARD", "SHOW", "LISTEN", "UNLISTEN", "NOTIFY", "ANALYZE"];
    private static readonly string[] EndOfFrom = ["WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "FETCH", "UNION", "INTERSECT", "EXCEPT", "WINDOW", "RETURNING", "OUTPUT", "SET", "VALUES", "SELECT", "FOR", "WHEN"];

    // Functions in FROM whose rows come from their arguments.
    private static readonly string[] Rows =
    [
        "unnest", "generate_series", "string_to_table", "regexp_split_to_table", "regexp_matches", "string_split", "openjson", "json_each", "json_tree", "json_table",
        "json_array_elements", "json_array_elements_text", "json_each_text", "json_to_record", "json_to_recordset", "json_populate_recordset", "json_object_keys",
        "jsonb_array_elements", "jsonb_array_elements_text", "jsonb_each", "jsonb_each_text", "jsonb_to_record", "jsonb_to_recordset", "jsonb_populate_recordset", "jsonb_object_keys", "values",
    ];

    private readonly HashSet<string> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);
    private readonly Stack<SqlScope> _scopes = new();
    private SqlReader _reader;
    private SqlToken _token;
    private SqlToken _last;
    private string? _unknown;
    private bool _isAtStart = true;
    private bool _returns;

    private SqlScanner(string text)
    {
        _reader = new SqlReader(text);
        _scopes.Push(new SqlScope(SqlScopeKind.Query));
        _token = _reader.Next();
    }

    /// <summary>Reads a text of one statement or several.</summary>
    public static SqlTables Read(string text)
    {
        var scanner = new SqlScanner(text);
        while (scanner._token.Kind != SqlTokenKind.End)
        {
            scanner.Step();
        }

        scanner.EndStatement();
        if (scanner._reader.IsBroken || scanner._scopes.Count > 1)
        {
            scanner._unknown ??= "a string, a name or a parenthesis has no end";
        }

        return new SqlTables(scanner._tables, scanner._unknown);
    }

    private void Move()
    {
        _last = _token;
        _token = _reader.Next();
    }

    private void Step()
    {
        var scope = _scopes.Peek();
        if (_token.Is(';') && _scopes.Count == 1)
        {
            EndStatement();
            Move();
            return;
        }

        if (_isAtStart && !_token.Is('('))
        {
            Start();
        }

        if (_token.Is('('))
        {
            Open(SqlScopeKind.Expression);
        }
        else if (_token.Is(')'))
        {
            Close();
        }
        else if (_token.Is(',') && scope.IsInFrom)
        {
            Move();
            ReadTable(isRead: true);
        }
        else if (scope.IsInWith && _token.IsName && (_last.IsOneOf(["WITH", "RECURSIVE"]) || _last.Is(',')) && !_token.Is("RECURSIVE"))
        {
            Declare(scope);
        }
        else if (_token.Kind == SqlTokenKind.Word)
        {
            Word(scope);
        }
        else
        {
            Move();
        }
    }

    private void Start()
    {
        _isAtStart = false;
        if (!_token.IsOneOf(Readable) && !_token.IsOneOf(Silent))
        {
            _unknown ??= $"it begins with {(_token.IsName ? _token.Text.ToUpperInvariant() : "no keyword")}";
        }
    }

    // What an insert or an update changes it does not show, unless it returns rows.
    private void EndStatement()
    {
        if (_returns)
        {
            _tables.UnionWith(_written);
        }

        _written.Clear();
        _returns = false;
        _isAtStart = true;
        _scopes.Peek().IsInFrom = false;
        _scopes.Peek().IsInWith = false;
        _scopes.Peek().Names.Clear();
    }

    private void Open(SqlScopeKind kind)
    {
        Move();
        if (_token.IsOneOf(["SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE"]))
        {
            kind = SqlScopeKind.Query;
        }

        _isAtStart = false;
        _scopes.Push(new SqlScope(kind));
    }

    private void Close()
    {
        Move();
        if (_scopes.Count == 1)
        {
            _unknown ??= "a parenthesis has no beginning";
            return;
        }

        if (_scopes.Pop().Declares is { } name)
        {
            _scopes.Peek().Names.Add(name);
        }
    }

    // name [(columns)] AS [NOT] [MATERIALIZED] (query): known in its own query only if it is recursive.
    private void Declare(SqlScope scope)
    {
        var name = _token.Text;
        Move();
        if (_token.Is('('))
        {
            SkipParentheses();
        }

        while (_token.IsOneOf(["AS", "NOT", "MATERIALIZED"]))
        {
            Move();
        }

        if (!_token.Is('('))
        {
            _unknown ??= $"WITH {name} has no query";
            return;
        }

        if (scope.IsRecursive)
        {
            scope.Names.Add(name);
        }

        Open(SqlScopeKind.Query);
        _scopes.Peek().Declares = name;
    }

    private void SkipParentheses()
    {
        var depth = 0;
        do
        {
            depth += _token.Is('(') ? 1 : _token.Is(')') ? -1 : 0;
            Move();
        }
        while (depth > 0 && _token.Kind != SqlTokenKind.End);
    }

    private void Word(SqlScope scope)
    {
        if (scope.Kind == SqlScopeKind.Expression)
        {
            // EXTRACT(year FROM due), TRIM(BOTH ' ' FROM name). A query has SELECT: "((SELECT ...) UNION SELECT ...)".
            scope.Kind = _token.Is("SELECT") ? SqlScopeKind.Query : scope.Kind;
            Move();
        }
        else if (_token.Is("WITH") && !_last.IsName && !_last.Is(')'))
        {
            scope.IsInWith = true;
            Move();
            scope.IsRecursive = _token.Is("RECURSIVE");
        }
        else if (_token.Is("FROM") && !_last.Is("DISTINCT"))
        {
            var deletes = _last.Is("DELETE");
            Move();
            scope.IsInFrom = true;
            ReadTable(isRead: !deletes);
        }
        else if (_token.IsOneOf(["JOIN", "APPLY", "STRAIGHT_JOIN"]))
        {
            Move();
            ReadTable(isRead: true);
        }
        else if (_token.Is("USING"))
        {
            // "DELETE ... USING a, b" and "MERGE ... USING a"; the columns of a join are in parentheses.
            Move();
            if (!_token.Is('('))
            {
                scope.IsInFrom = true;
                ReadTable(isRead: true);
            }
        }
        else if (_token.Is("INTO") || (_token.Is("UPDATE") && !_last.IsOneOf(["FOR", "KEY", "DO", "ON", "THEN", "BY"])))
        {
            scope.IsInWith = false;
            Move();
            ReadTable(isRead: false);
        }
        else if (_token.Is("TABLE") && scope.Kind == SqlScopeKind.Query && !_last.IsName)
        {
            Move();
            ReadTable(isRead: true);
        }
        else
        {
            _returns |= _token.IsOneOf(["RETURNING", "OUTPUT"]);
            scope.IsInWith &= !_token.IsOneOf(["SELECT", "DELETE", "INSERT", "MERGE", "VALUES"]);
            scope.IsInFrom &= !_token.IsOneOf(EndOfFrom);
            Move();
        }
    }
}

namespace Tasker.Caching.Coverage.Sql;

/// <content>The names of tables, and what stands in place of one.</content>
internal ref partial struct SqlScanner
{
    private void ReadTable(bool isRead)
    {
        while (isRead ? _token.IsOneOf(["ONLY", "LATERAL"]) : _token.IsOneOf(["ONLY", "OR", "IGNORE", "LOW_PRIORITY", "TOP"]))
        {
            Move();
        }

        if (_token.Is('('))
        {
            Open(SqlScopeKind.Tables);
            if (_scopes.Peek().Kind == SqlScopeKind.Tables)
            {
                _scopes.Peek().IsInFrom = true;
                ReadTable(isRead);
            }

            return;
        }

        if (!_token.IsName)
        {
            Unnamed();
            return;
        }

        string? schema = null;
        var isQuoted = _token.Kind == SqlTokenKind.Quoted;
        var table = _token.Text;
        Move();
        while (_token.Is('.'))
        {
            Move();
            if (!_token.IsName)
            {
                // "database..table"
                continue;
            }

            schema = table;
            table = _token.Text;
            Move();
        }

        if (isRead && _token.Is('('))
        {
            if (isQuoted || schema is not null || !Rows.Contains(table, StringComparer.OrdinalIgnoreCase))
            {
                _unknown ??= $"{table}() in FROM may read any table";
            }

            return;
        }

        Add(schema, table, isRead);
    }

    private void Unnamed()
    {
        // A variable or a temporary table: what fills it is read on its own. Anything else is not what we take it for.
        if (_token.Kind != SqlTokenKind.Value)
        {
            _unknown ??= "FROM, JOIN, INTO or UPDATE has no name of a table";
        }
        else
        {
            Move();
        }
    }

    private readonly void Add(string? schema, string table, bool isRead)
    {
        if (schema is null)
        {
            foreach (var scope in _scopes)
            {
                if (scope.Names.Contains(table))
                {
                    return;
                }
            }
        }

        (isRead ? _tables : _written).Add(schema is null ? table : $"{schema}.{table}");
    }
}

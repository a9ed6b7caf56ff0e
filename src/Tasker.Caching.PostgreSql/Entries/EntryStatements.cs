namespace Tasker.Caching.PostgreSql.Entries;

/// <summary>The statements of entries; the functions behind them are in schema.sql.</summary>
internal sealed class EntryStatements(string schema)
{
    private const string Nothing = "value = NULL, stamp = NULL, expires = NULL";

    public string Get { get; } = $"SELECT value FROM {schema}.entries WHERE key = $1 AND expires > clock_timestamp()";

    public string Read { get; } = $"SELECT state, content FROM {schema}.read_entry($1, $2, $3, $4, $5, $6)";

    public string Fill { get; } = $"SELECT {schema}.fill_entry($1, $2, $3, $4, $5)";

    public string Lease { get; } = $"SELECT {schema}.lease_entry($1, $2, $3, $4, $5, $6)";

    public string EndLease { get; } = $"SELECT {schema}.end_lease($1, $2, $3)";

    // The lease stays with its holder.
    public string Remove { get; } = $"UPDATE {schema}.entries SET {Nothing} WHERE key = $1 AND expires > clock_timestamp() RETURNING true";

    // Plain values begin with a brace; no entry does.
    public string RemoveByPattern { get; } = $"UPDATE {schema}.entries SET {Nothing} WHERE starts_with(key, $1) AND key LIKE $2 AND key NOT LIKE '{{%' AND expires > clock_timestamp()";

    public string Set { get; } =
        $"INSERT INTO {schema}.entries (key, value, expires) VALUES ($1, $2, clock_timestamp() + $3) ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires RETURNING true";

    public string Touch { get; } = $"UPDATE {schema}.entries SET expires = clock_timestamp() + $2 WHERE key = $1 AND expires > clock_timestamp() RETURNING true";
}

namespace Tasker.Caching.Coverage.Sql;

/// <summary>What stands between two parentheses, or the whole statement.</summary>
internal sealed class SqlScope(SqlScopeKind kind)
{
    public SqlScopeKind Kind { get; set; } = kind;

    /// <summary>Gets or sets a value indicating whether a comma begins another table.</summary>
    public bool IsInFrom { get; set; }

    /// <summary>Gets or sets a value indicating whether names of WITH are being declared.</summary>
    public bool IsInWith { get; set; }

    public bool IsRecursive { get; set; }

    /// <summary>Gets or sets the name of WITH that is known when the scope ends.</summary>
    public string? Declares { get; set; }

    /// <summary>Gets the names of WITH: they are no tables.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.OrdinalIgnoreCase);
}

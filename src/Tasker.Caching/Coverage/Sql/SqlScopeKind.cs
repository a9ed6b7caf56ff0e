namespace Tasker.Caching.Coverage.Sql;

/// <summary>What parentheses hold.</summary>
internal enum SqlScopeKind
{
    /// <summary>Arguments or an expression: FROM has another meaning there, as in <c>EXTRACT(year FROM due)</c>.</summary>
    Expression,

    /// <summary>A query.</summary>
    Query,

    /// <summary>Tables that are joined.</summary>
    Tables,
}

namespace Tasker.Caching.Coverage.Sql;

/// <summary>What a piece of a statement is.</summary>
internal enum SqlTokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>A keyword or a name without quotes.</summary>
    Word,

    /// <summary>A name in quotes, brackets or backticks.</summary>
    Quoted,

    /// <summary>A string, a number or a parameter.</summary>
    Value,

    /// <summary>A single character.</summary>
    Symbol,
}

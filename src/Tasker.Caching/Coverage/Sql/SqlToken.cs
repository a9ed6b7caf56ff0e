namespace Tasker.Caching.Coverage.Sql;

/// <summary>A piece of a statement.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A word or a name without its quotes, or the character.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text)
{
    /// <summary>Says whether it is a keyword. A quoted name never is.</summary>
    public bool Is(string keyword) => Kind == SqlTokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool Is(char character) => Kind == SqlTokenKind.Symbol && Text[0] == character;

    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.Quoted;

    public bool IsOneOf(ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (Is(keyword))
            {
                return true;
            }
        }

        return false;
    }
}

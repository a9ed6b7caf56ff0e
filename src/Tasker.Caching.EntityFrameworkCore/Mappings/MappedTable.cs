namespace Tasker.Caching.EntityFrameworkCore.Mappings;

/// <summary>A table with the mappings of its rows, and of rows that the database deletes or changes along with them.</summary>
internal sealed record MappedTable(string Name, SaveMapping[] Changed, SaveMapping[] Deleted)
{
    /// <summary>Says whether a statement names the table, in whatever quotes. One that is only read counts too.</summary>
    public bool IsNamedIn(string statement)
    {
        for (var at = statement.IndexOf(Name, StringComparison.OrdinalIgnoreCase); at >= 0; at = statement.IndexOf(Name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + Name.Length;
            if ((at == 0 || !IsOfName(statement[at - 1])) && (end == statement.Length || !IsOfName(statement[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfName(char character) => char.IsLetterOrDigit(character) || character == '_';
}

namespace Tasker.Caching;

/// <summary>A row of a table as a change has left it, or as it was before.</summary>
public sealed class ChangedRow
{
    private readonly Dictionary<string, string?>? _values;

    internal ChangedRow(Dictionary<string, string?>? values) => _values = values;

    /// <summary>Gets a row that has every column, with null in it.</summary>
    internal static ChangedRow Empty { get; } = new(null);

    /// <summary>Gets the value of a column, spelt as PostgreSQL spells its type: times in UTC, <c>true</c> and <c>false</c>; <see langword="null"/> for null.</summary>
    /// <param name="column">The name of the column, as the database has it.</param>
    /// <exception cref="KeyNotFoundException">The table has no such column.</exception>
    public string? this[string column] =>
        _values is null ? null
        : _values.TryGetValue(column, out var value) ? value
        : throw new KeyNotFoundException($"The table has no column '{column}'. It has {string.Join(", ", _values.Keys)}.");
}

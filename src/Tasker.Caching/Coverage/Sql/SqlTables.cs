namespace Tasker.Caching.Coverage.Sql;

/// <summary>The tables that a text names, as far as it can be read.</summary>
/// <param name="Read">The tables that it reads, with their schema if the text gives one.</param>
/// <param name="Unknown">Why some of it could not be read; <see langword="null"/> if all of it was.</param>
internal sealed record SqlTables(IReadOnlyCollection<string> Read, string? Unknown);

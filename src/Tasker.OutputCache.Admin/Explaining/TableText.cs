using Tasker.Caching.Coverage;

namespace Tasker.OutputCache.Admin.Explaining;

/// <summary>Says in sentences which tables an endpoint reads, and for which of them nothing evicts it.</summary>
internal static class TableText
{
    public static string Of(EndpointCoverage? coverage)
    {
        if (coverage is null)
        {
            return "No computation of this endpoint was observed yet, so that nothing is known of the tables that it reads.";
        }

        if (coverage.Tables.Count == 0 && coverage.UnknownSql.Count == 0)
        {
            return "Its computations were not seen to read a table.";
        }

        var sentences = coverage.Tables.Select(static table => table.IsCovered
            ? $"It reads {table.Table}, and is evicted by {string.Join(", ", table.EvictedBy)}."
            : $"It reads {table.Table}, and nothing evicts it when {table.Table} changes.{(table.Note is null ? string.Empty : $" {table.Note}")}");
        return string.Join(' ', sentences.Concat(coverage.UnknownSql.Select(static sql => $"Unknown SQL: {sql}.")));
    }
}

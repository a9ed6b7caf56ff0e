namespace Tasker.Caching.Coverage;

/// <summary>What an endpoint was seen to read, and what of it evicts its responses.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Endpoint">The name of the endpoint.</param>
/// <param name="Computations">How many computations were observed.</param>
/// <param name="Tables">The tables that they read.</param>
/// <param name="UnknownSql">The commands that could not be read, each with the reason. Strings in them are left out.</param>
public sealed record EndpointCoverage(string Resource, string Endpoint, long Computations, IReadOnlyList<ReadTable> Tables, IReadOnlyCollection<string> UnknownSql)
{
    /// <summary>Gets a value indicating whether every table that was seen evicts the responses, and every command could be read.</summary>
    public bool IsComplete => UnknownSql.Count == 0 && Tables.All(static table => table.IsCovered);
}

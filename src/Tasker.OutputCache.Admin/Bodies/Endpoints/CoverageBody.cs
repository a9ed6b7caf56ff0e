namespace Tasker.OutputCache.Admin.Bodies.Endpoints;

/// <summary>What an endpoint was seen to read of databases, and what of it evicts its responses.</summary>
/// <param name="Computations">How many computations were observed.</param>
/// <param name="Complete">Whether every table that was seen evicts the responses, and every command could be read.</param>
/// <param name="Tables">The tables.</param>
/// <param name="UnknownSql">The commands that could not be read.</param>
internal sealed record CoverageBody(long Computations, bool Complete, TableBody[] Tables, IReadOnlyCollection<string> UnknownSql);

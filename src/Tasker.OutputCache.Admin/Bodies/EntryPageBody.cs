namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>The answer of <c>GET entries</c>.</summary>
/// <param name="Entries">The entries, by key.</param>
/// <param name="Matches">How many there are in all.</param>
/// <param name="Next">The cursor of the next page; null if this is the last.</param>
internal sealed record EntryPageBody(EntryBody[] Entries, int Matches, string? Next);

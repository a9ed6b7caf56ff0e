namespace Stranger.FileBackend;

/// <summary>A lease as its file holds it. Without a token it is the mark that nobody is to wait.</summary>
public sealed record LeaseState(string? Token, DateTimeOffset EndsAt, bool IsMarked, long Horizon);

namespace Stranger.FileBackend;

/// <summary>The log as its file holds it.</summary>
public sealed record LogState(string Generation, long Marker, long Head, Dictionary<string, long> Tags);

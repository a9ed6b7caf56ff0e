namespace Tasker.Caching.Redis.Connections;

/// <summary>What was found out about the primary of the log when it was connected to.</summary>
/// <param name="UnderstandsFlags">Whether scripts may begin with a line of flags.</param>
/// <param name="Identity">Who tells which server this is, and since when.</param>
/// <param name="MaxMemoryPolicy">What it throws away when its memory is full, or empty if it does not say.</param>
internal sealed record ServerTraits(bool UnderstandsFlags, ReignIdentity Identity, string MaxMemoryPolicy);

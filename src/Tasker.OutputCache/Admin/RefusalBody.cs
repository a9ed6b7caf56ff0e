namespace Tasker.OutputCache.Admin;

/// <summary>The answer to a request that was refused.</summary>
internal sealed record RefusalBody(string Error);

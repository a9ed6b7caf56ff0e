namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>The answer to a request that was refused.</summary>
internal sealed record RefusalBody(string Error);

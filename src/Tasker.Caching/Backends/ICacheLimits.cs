namespace Tasker.Caching.Backends;

/// <summary>Something beside the back end that may guarantee less than it could, or is about to. A package registers it as a service; the administration and the health check show it.</summary>
public interface ICacheLimits
{
    /// <summary>Gets what it can't promise now: one sentence for an operator each.</summary>
    IReadOnlyList<string> Limits { get; }
}

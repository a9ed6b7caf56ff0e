namespace Tasker.OutputCache.Tiers;

/// <summary>How a computation anew ended.</summary>
/// <param name="Entry">What it has stored, or <see langword="null"/>.</param>
/// <param name="HasFailed">Whether it failed: an exception, a time-out or a server error. If not, there is no entry because the response can't be stored.</param>
internal readonly record struct RefreshResult(CachedEntry? Entry, bool HasFailed)
{
    public static readonly RefreshResult Failed = new(null, true);

    public static readonly RefreshResult NotStorable = new(null, false);
}

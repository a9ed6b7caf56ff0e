namespace Tasker.OutputCache.Tiers;

/// <summary>How long an entry may be shown, and as what.</summary>
/// <param name="Fresh">How long it is fresh.</param>
/// <param name="StaleWhileRevalidate">How long after that it is answered at once, while it is computed anew.</param>
/// <param name="StaleIfError">How long after its freshness it is answered when computing it anew fails.</param>
internal readonly record struct CacheLifetime(TimeSpan Fresh, TimeSpan StaleWhileRevalidate, TimeSpan StaleIfError)
{
    /// <summary>Gets how long it is of any use.</summary>
    public TimeSpan Total => Fresh + (StaleWhileRevalidate > StaleIfError ? StaleWhileRevalidate : StaleIfError);
}

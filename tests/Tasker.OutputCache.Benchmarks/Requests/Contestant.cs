namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>A host, and what it is asked.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Variant">The host.</param>
/// <param name="Headers">Further headers of each request, each ended by CR LF.</param>
/// <param name="Status">The status of each answer.</param>
/// <param name="Place">Where its answers come from.</param>
internal sealed record Contestant(string Name, Variant Variant, string Headers = "", int Status = 200, Place Place = Place.Near)
{
    public Contestant(Variant variant)
        : this(variant.ToString(), variant)
    {
    }

    /// <summary>Gets a value indicating whether the handler must not run for it.</summary>
    public bool IsHit => Place != Place.Handler && RequestHost.IsCached(Variant);
}

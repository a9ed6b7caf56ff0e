namespace Tasker.OutputCache.Inputs.Tests.Marks;

/// <summary>More parameters than a resource has dimensions, one of them marked and one ignored.</summary>
public sealed class MarkedQuery
{
    [CacheDimension]
    public string? Marked { get; set; }

    public string? A { get; set; }

    public string? B { get; set; }

    public string? C { get; set; }

    public string? D { get; set; }

    [CacheIgnore]
    public string? Trace { get; set; }

    public override string ToString() => $"{Marked} {A} {B} {C} {D}";
}

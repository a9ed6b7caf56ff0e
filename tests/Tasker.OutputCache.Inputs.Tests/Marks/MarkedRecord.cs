namespace Tasker.OutputCache.Inputs.Tests.Marks;

/// <summary>The same as a record, whose marks are on the parameters of its constructor.</summary>
public sealed record MarkedRecord([CacheDimension] string? Marked, string? A, string? B, string? C, string? D, [CacheIgnore] string? Trace)
{
    public override string ToString() => $"{Marked} {A} {B} {C} {D}";
}

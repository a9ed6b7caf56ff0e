namespace Tasker.OutputCache;

/// <summary>Makes a parameter of a handler a dimension of its resource: responses can be evicted by its value.</summary>
/// <remarks>
/// Parameters without a default are dimensions by themselves while their resource has at most four. Where there are more,
/// mark those that evictions name. A marked parameter may have a default: its absence has an entry of its own then.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class CacheDimensionAttribute : Attribute;

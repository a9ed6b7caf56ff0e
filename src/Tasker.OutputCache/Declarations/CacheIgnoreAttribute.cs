namespace Tasker.OutputCache;

/// <summary>Keeps a parameter of a handler out of the key: the response does not depend on it.</summary>
/// <remarks>Requests that differ by nothing else share one response. Mark what is only logged or counted.</remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class CacheIgnoreAttribute : Attribute;

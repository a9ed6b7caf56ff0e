namespace Tasker.Caching.Evictions.Expansion;

/// <summary>A dimension that a tag names, with its values; none when only what is not filtered by it is meant.</summary>
internal readonly record struct MeantDimension(string Name, MeantValue[] Values);

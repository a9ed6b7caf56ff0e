namespace Tasker.OutputCache.Keys;

/// <summary>Where in the query string a value of a declared parameter stands, still encoded.</summary>
internal readonly record struct QuerySlot(int Parameter, int Start, int Length);

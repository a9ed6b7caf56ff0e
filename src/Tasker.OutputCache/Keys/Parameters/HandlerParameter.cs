namespace Tasker.OutputCache.Keys.Parameters;

/// <summary>A parameter of a handler, or a property of one.</summary>
/// <param name="Name">The name under which it is sent.</param>
/// <param name="Source">Where it is bound from; <see langword="null"/>: the route, or else the query.</param>
/// <param name="Type">Its type.</param>
internal sealed record HandlerParameter(string Name, CacheParameterSource? Source, Type Type)
{
    public bool IsSource(CacheParameterSource source) => Source is { } own ? own == source : source is CacheParameterSource.Route or CacheParameterSource.Query;
}

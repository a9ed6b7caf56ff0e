using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Keys.Parameters;

/// <summary>How the handler of an endpoint binds a declared parameter, as far as its metadata shows.</summary>
/// <param name="Form">The form of its values; <see langword="null"/> for text, and where nothing is known.</param>
/// <param name="IsMany">Whether each of several values is bound for itself.</param>
/// <param name="IsExact">Whether the handler sees nothing but the typed value, and so can't tell spellings apart.</param>
internal sealed record ParameterBinding(ValueForm? Form, bool IsMany, bool IsExact)
{
    public static readonly ParameterBinding Unknown = new(null, IsMany: true, IsExact: false);
}

using Tasker.OutputCache.Policies.Values;

namespace Tasker.OutputCache.Policies;

/// <summary>How an endpoint binds the values of a dimension.</summary>
/// <param name="Parameter">The name of the parameter, for messages.</param>
/// <param name="Dimension">The dimension.</param>
/// <param name="Form">The form of its values.</param>
internal readonly record struct DimensionForm(string Parameter, string Dimension, ValueForm Form);

using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>How an endpoint binds the values of a dimension.</summary>
/// <param name="Parameter">The name of the parameter, for messages.</param>
/// <param name="Dimension">The dimension.</param>
/// <param name="Form">The form of its values.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct DimensionForm(string Parameter, string Dimension, ValueForm Form);

namespace Tasker.OutputCache.Responses.Control;

/// <summary>A value of a structured field, as far as directives have any use for it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Integer">The number, if it is one.</param>
internal readonly record struct StructuredItem(StructuredKind Kind, long Integer = 0);

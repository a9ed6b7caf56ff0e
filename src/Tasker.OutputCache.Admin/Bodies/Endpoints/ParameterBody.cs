namespace Tasker.OutputCache.Admin.Bodies.Endpoints;

/// <summary>A parameter of a key.</summary>
/// <param name="Name">Its name; <c>*</c> for the whole query.</param>
/// <param name="Source"><c>query</c>, <c>route</c>, <c>claim</c>, <c>header</c>, <c>computed</c>.</param>
/// <param name="Type">The type that the handler binds; null if that is not known.</param>
/// <param name="Dimension">Whether evictions can name it.</param>
/// <param name="Default">What stands for an absent value.</param>
/// <param name="Inferred">Whether the signature of the handler says so, and not a declaration.</param>
internal sealed record ParameterBody(string Name, string Source, string? Type, bool Dimension, string? Default, bool Inferred);

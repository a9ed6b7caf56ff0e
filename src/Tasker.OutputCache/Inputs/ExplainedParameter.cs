using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>A parameter of a key, for people.</summary>
/// <param name="Name">Its name; <c>*</c> for the whole query.</param>
/// <param name="Source">Where it is read: <c>query</c>, <c>route</c>, <c>claim</c>, <c>header</c>, <c>computed</c>.</param>
/// <param name="Type">The type that the handler binds; <see langword="null"/> if that is not known.</param>
/// <param name="IsDimension">Whether evictions can name it.</param>
/// <param name="Default">What stands for an absent value.</param>
/// <param name="IsInferred">Whether the signature of the handler says so, and not a declaration.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record ExplainedParameter(string Name, string Source, string? Type, bool IsDimension, string? Default, bool IsInferred);

using Microsoft.CodeAnalysis;

namespace Tasker.OutputCache.Analyzers.Inputs;

/// <summary>A place where code reads the request.</summary>
/// <param name="Kind">What it reads: <c>query</c>, <c>header</c>, <c>cookie</c>, <c>claim</c>.</param>
/// <param name="Name">The name; <c>*</c> for all.</param>
/// <param name="Text">The same in words.</param>
/// <param name="Location">Where.</param>
internal sealed record RequestRead(string Kind, string Name, string Text, Location Location);

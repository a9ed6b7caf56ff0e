using Microsoft.CodeAnalysis;

namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>A text of a declaration, and where it stands.</summary>
/// <param name="Value">The text.</param>
/// <param name="Syntax">The expression.</param>
internal sealed record DeclaredText(string Value, SyntaxNode Syntax);

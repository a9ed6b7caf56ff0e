using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Endpoints;

/// <summary>Finds the framework's own attribute.</summary>
internal static class FrameworkCaching
{
    public static (string Name, Location Location)? Find(ImmutableArray<AttributeData> attributes, SyntaxTree tree) =>
        attributes.FirstOrDefault(static attribute => TypeNames.IsOrDerives(attribute.AttributeClass, "Microsoft.AspNetCore.OutputCaching.OutputCacheAttribute")) is { } found
        && found.ApplicationSyntaxReference?.GetSyntax() is AttributeSyntax syntax && syntax.SyntaxTree == tree
            ? (syntax.Name.ToString(), syntax.Name.GetLocation())
            : null;
}

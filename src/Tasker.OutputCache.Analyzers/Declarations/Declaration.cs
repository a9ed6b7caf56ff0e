using Microsoft.CodeAnalysis;

namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>How an endpoint says that it is cached: a call or an attribute.</summary>
/// <param name="Syntax">The invocation or the attribute.</param>
/// <param name="Name">How it is written: <c>CacheAnalytics</c>.</param>
/// <param name="NameLocation">Where that stands.</param>
internal sealed record Declaration(SyntaxNode Syntax, string Name, Location NameLocation)
{
    /// <summary>Gets the resource, or <see langword="null"/> if it is not known here.</summary>
    public string? Resource { get; init; }

    /// <summary>Gets a value indicating whether several endpoints have it: those of a group or a controller.</summary>
    public bool IsShared { get; init; }

    /// <summary>Gets the expression of <c>vary</c>, if there is one.</summary>
    public SyntaxNode? VarySyntax { get; init; }

    /// <summary>Gets the parameters of the key.</summary>
    public TextList Vary { get; init; } = new();

    /// <summary>Gets a value indicating whether the parameters are declared by code that is not read.</summary>
    public bool IsInCode { get; init; }

    /// <summary>Gets a value indicating whether it may say that a POST only searches.</summary>
    public bool MayTakeBody => IsInCode || Vary.IsOpen || Vary.Items.Exists(static item => item.Value.TrimStart().StartsWith("body:", StringComparison.OrdinalIgnoreCase));

    /// <summary>Gets the inputs that are dismissed.</summary>
    public TextList Ignore { get; init; } = new();

    public TextList IgnoreFilters { get; init; } = new();

    public TextList Tags { get; init; } = new();

    /// <summary>Gets the names of the computed parameters.</summary>
    public TextList Computed { get; init; } = new();

    /// <summary>Gets the constants that the code of computed parameters mentions: names of cookies, headers and the like.</summary>
    public HashSet<string> ComputedFrom { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the name of the partition, if it is declared here.</summary>
    public string? Partition { get; set; }

    /// <summary>Gets a value indicating whether the parameters of the key come from the handler.</summary>
    public bool IsInferred => Vary.IsEmpty;
}

using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Inputs;

/// <summary>A value of the request that the signature of a handler binds.</summary>
/// <param name="Name">The name under which it is sent.</param>
/// <param name="Source">Where it is read from.</param>
/// <param name="Type">Its type.</param>
internal sealed record BoundInput(string Name, InputSource Source, ITypeSymbol Type)
{
    /// <summary>Gets the text that stands for an absent value; <see langword="null"/> if nothing does, empty if there is a default that has no text.</summary>
    public string? Default { get; init; }

    /// <summary>Gets the other name of a property of a model, with that of the model in front.</summary>
    public string? FullName { get; init; }

    public bool IsMarked { get; init; }

    public bool IsIgnored { get; init; }

    /// <summary>Gets a value indicating whether responses could be evicted by it.</summary>
    public bool IsCandidate => !IsIgnored && (IsMarked || Default is null);

    public bool IsNamed(string name) => name.Equals(Name, StringComparison.OrdinalIgnoreCase) || name.Equals(FullName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns it as a declaration names it.</summary>
    public override string ToString() => Source == InputSource.Header ? $"header:{Name}" : Name;

    /// <summary>Returns the declaration that says the same as inference.</summary>
    public string ToDeclaration() => string.IsNullOrEmpty(Default) ? ToString() : $"{this}={Default}";
}

using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Inputs.Inferred;

/// <summary>A value of the request that the signature of a handler binds.</summary>
/// <param name="Name">The name under which it is sent.</param>
/// <param name="Source">Where it is read from: the query, the route or a header.</param>
/// <param name="Type">Its type.</param>
internal sealed record BoundInput(string Name, CacheParameterSource Source, Type Type)
{
    /// <summary>Gets the text that stands for an absent value; <see langword="null"/> if nothing does, empty if there is a default that has no text.</summary>
    public string? Default { get; init; }

    /// <summary>Gets the other name of a property of a model, with that of the model in front.</summary>
    public string? FullName { get; init; }

    /// <summary>Gets a value indicating whether the host wants it to be a dimension.</summary>
    public bool IsMarked { get; init; }

    /// <summary>Gets a value indicating whether the host says that the response does not depend on it.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>Gets a value indicating whether responses could be evicted by it.</summary>
    public bool IsCandidate => !IsIgnored && (IsMarked || Default is null);

    /// <summary>Tells whether a declared name is one of its names.</summary>
    public bool IsNamed(string name) => name.Equals(Name, StringComparison.OrdinalIgnoreCase) || name.Equals(FullName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns it as a declaration names it.</summary>
    public override string ToString() => CacheParameter.NameIn(Source, Name);
}

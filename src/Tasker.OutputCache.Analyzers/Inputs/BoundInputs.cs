namespace Tasker.OutputCache.Analyzers.Inputs;

/// <summary>What the signature of a handler binds from the request.</summary>
internal sealed class BoundInputs
{
    private readonly List<BoundInput> _inputs = [];

    public IReadOnlyList<BoundInput> Inputs => _inputs;

    /// <summary>Gets or sets a value indicating whether the handler may read more than its signature shows.</summary>
    public bool IsOpaque { get; set; }

    /// <summary>Gets or sets a value indicating whether any name of the query may be bound, as into a dictionary.</summary>
    public bool TakesWholeQuery { get; set; }

    /// <summary>Gets a value indicating whether a declared name that nothing binds is a mistake.</summary>
    public bool IsComplete => !IsOpaque && !TakesWholeQuery && _inputs.Count > 0;

    /// <summary>Adds a value. One that is bound twice counts once.</summary>
    public void Add(BoundInput input)
    {
        var index = _inputs.FindIndex(other => other.Source == input.Source && other.Name.Equals(input.Name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            _inputs.Add(input);
            return;
        }

        var known = _inputs[index];
        _inputs[index] = known with
        {
            Default = known.Default == input.Default ? known.Default : string.Empty,
            IsMarked = known.IsMarked || input.IsMarked,
            IsIgnored = known.IsIgnored && input.IsIgnored,
        };
    }
}

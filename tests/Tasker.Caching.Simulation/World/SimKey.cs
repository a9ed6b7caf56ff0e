namespace Tasker.Caching.Simulation.World;

/// <summary>One cached answer: an endpoint with values for some of its resource's dimensions.</summary>
internal sealed class SimKey(int index, SimResource resource, string endpoint, string?[] values, bool isOfNewBuild)
{
    public int Index => index;

    public SimResource Resource => resource;

    public string Endpoint => endpoint;

    /// <summary>Gets the value for each dimension of the resource; null where the answer covers all.</summary>
    public string?[] Values => values;

    /// <summary>Gets a value indicating whether only new builds have the endpoint.</summary>
    public bool IsOfNewBuild => isOfNewBuild;

    public string Text { get; } = $"sim:{resource.Name}:{endpoint}:{string.Join(':', values.Select(static value => value ?? "*"))}";

    /// <summary>Gets what hard evictions make void.</summary>
    public Target Hard { get; } = new($"{resource.Name}/{endpoint}({string.Join(',', values)})");

    /// <summary>Gets what soft evictions make stale.</summary>
    public Target Soft { get; } = new("soft");
}

using System.Collections.Concurrent;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs;

/// <summary>What the handler of one endpoint was seen to read beside its key.</summary>
/// <remarks>A handler may take names out of a request, and there is no end to those: past some, they are told as one.</remarks>
internal sealed class InputRegistry
{
    private const int Maximum = 64;

    /// <summary>Stands for the names past <see cref="Maximum"/>.</summary>
    public const string Others = "others";

    private readonly ConcurrentDictionary<(InputKind, string), ObservedInput> _inputs = new();

    /// <summary>Gets everything that was seen, in the order of its names.</summary>
    public IReadOnlyList<ObservedInput> All => [.. _inputs.Values.OrderBy(static input => input.Kind).ThenBy(static input => input.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Notes an input.</summary>
    /// <param name="kind">Where it was read.</param>
    /// <param name="name">Its name.</param>
    /// <param name="make">Makes what is told of it.</param>
    /// <param name="isNew">Whether it has not been reported yet.</param>
    public ObservedInput Note(InputKind kind, string name, Func<InputKind, string, ObservedInput> make, out bool isNew)
    {
        var key = (kind, name.ToUpperInvariant());
        isNew = false;
        if (_inputs.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_inputs.Count >= Maximum)
        {
            (key, name) = ((kind, Others.ToUpperInvariant()), Others);
            if (_inputs.TryGetValue(key, out known))
            {
                return known;
            }
        }

        var made = make(kind, name);
        isNew = _inputs.TryAdd(key, made);
        return isNew ? made : _inputs[key];
    }
}

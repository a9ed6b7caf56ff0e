using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The dimensions that a resource has at one moment.</summary>
/// <param name="Names">The dimensions in ordinal order, the partitions among them and therefore first.</param>
/// <param name="Text">All that decides how tags are spelt, as one text: entries of processes with another text are judged coarsely.</param>
/// <param name="Noted">What entries note of it.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record DimensionSet(string[] Names, string Text, ResourceSet[] Noted)
{
    internal static readonly DimensionSet Empty = new([], string.Empty, []);

    /// <param name="resource">The resource.</param>
    /// <param name="names">The dimensions.</param>
    /// <param name="forms">How the values of some of them are compared.</param>
    internal static DimensionSet Of(string resource, IEnumerable<string> names, IReadOnlyDictionary<string, ValueForm> forms)
    {
        string[] all = [.. names];
        var text = string.Join(',', all.Select(name => forms.TryGetValue(name, out var form) ? $"{name}:{form.Kind}" : name));
        return all.Length == 0 ? Empty : new DimensionSet(all, text, [new ResourceSet(resource, text)]);
    }

    /// <summary>Gets how many of the dimensions are partitions.</summary>
    public int Partitions => Names.Count(PartitionDimension.Is);

    internal bool Contains(string dimension) => Array.BinarySearch(Names, dimension, StringComparer.Ordinal) >= 0;
}

using System.Collections;

namespace Tasker.Caching.EntityFrameworkCore.Mappings;

/// <summary>The values of a key, compared one by one.</summary>
internal readonly struct RowKey(object?[] values) : IEquatable<RowKey>
{
    private readonly object?[] _values = values;

    public bool Equals(RowKey other) => StructuralComparisons.StructuralEqualityComparer.Equals(_values, other._values);

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode() => StructuralComparisons.StructuralEqualityComparer.GetHashCode(_values);
}

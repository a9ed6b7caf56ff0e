using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>Whose response it is: anonymous, everyone's, one tenant's or one user's.</summary>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct PartitionId
{
    private const string EveryoneDimension = "@everyone";

    private PartitionId(string dimension, string? id)
    {
        Debug.Assert(id is null || id.Length > 0, "A request without an id has no partition, and is not cached where one is required.");

        Dimension = dimension;
        Id = id;
    }

    /// <summary>Gets the partition of responses that anonymous requests share.</summary>
    internal static PartitionId None => default;

    /// <summary>Gets the partition of responses that everyone shares. Where a resource is restricted later, they are not found any more.</summary>
    internal static PartitionId Everyone => new(EveryoneDimension, null);

    internal string? Dimension { get; }

    internal string? Id { get; }

    /// <summary>Gets the claim that names the tenant, if it is another than usual.</summary>
    internal string? Claim { get; private init; }

    /// <summary>Gets a value indicating whether it is one tenant's or one user's.</summary>
    internal bool IsSomebodys => Id is not null;

    internal static PartitionId ForTenant(string id, string? claim = null) => new(PartitionDimension.Tenant, id) { Claim = claim };

    internal static PartitionId ForUser(string id) => new(PartitionDimension.User, id);

    /// <summary>Writes <c>:@acme</c> for a tenant, <c>:@@42</c> for a user, <c>:%*</c> for <see cref="Everyone"/>, nothing for <see cref="None"/>.</summary>
    internal void AppendTo(ref KeyWriter writer)
    {
        if (Id is null)
        {
            if (Dimension is not null)
            {
                writer.Append(KeyEscaping.EveryoneMark);
            }

            return;
        }

        // A value never begins with an at sign, so neither form can be forged by a parameter, nor the one by the other.
        writer.Append(ReferenceEquals(Dimension, PartitionDimension.User) ? ":@@" : ":@");
        KeyEscaping.AppendKeyValue(ref writer, Id);
        if (Claim is not null)
        {
            // A tenant of another kind: the same text by another claim is another tenant.
            writer.Append(KeyEscaping.NameMark);
            KeyEscaping.AppendKeyValue(ref writer, Claim);
        }
    }
}

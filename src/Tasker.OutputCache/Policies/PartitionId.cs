using System.Diagnostics;

namespace Tasker.OutputCache.Policies;

/// <summary>Whose response it is: that of those whom nobody knows, everybody's, one tenant's or one user's.</summary>
internal readonly record struct PartitionId
{
    private const string EveryoneDimension = "@everyone";

    private PartitionId(string dimension, string? id)
    {
        Debug.Assert(id is null || id.Length > 0, "A request without an id has no partition, and is not cached where one is required.");

        Dimension = dimension;
        Id = id;
    }

    /// <summary>Gets the partition of responses that anonymous requests share.</summary>
    public static PartitionId None => default;

    /// <summary>Gets the partition of responses that everyone shares. Where a resource is restricted later, nobody finds them any more.</summary>
    public static PartitionId Everyone => new(EveryoneDimension, null);

    public string? Dimension { get; }

    public string? Id { get; }

    /// <summary>Gets the claim that names the tenant, if it is another than usual.</summary>
    public string? Claim { get; private init; }

    /// <summary>Gets a value indicating whether it is one tenant's or one user's.</summary>
    public bool IsSomebodys => Id is not null;

    public static PartitionId ForTenant(string id, string? claim = null) => new(PartitionDimension.Tenant, id) { Claim = claim };

    public static PartitionId ForUser(string id) => new(PartitionDimension.User, id);

    /// <summary>Writes <c>:@acme</c> for a tenant, <c>:@@42</c> for a user, <c>:%*</c> for <see cref="Everyone"/>, nothing for <see cref="None"/>.</summary>
    public void AppendTo(ref KeyWriter writer)
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
            // A tenant of another kind: the same text by another claim is somebody else.
            writer.Append(KeyEscaping.NameMark);
            KeyEscaping.AppendKeyValue(ref writer, Claim);
        }
    }
}

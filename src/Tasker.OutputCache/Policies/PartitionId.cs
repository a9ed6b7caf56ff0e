using System.Diagnostics;

namespace Tasker.OutputCache.Policies;

/// <summary>Whose response it is: everybody's, one tenant's or one user's.</summary>
internal readonly record struct PartitionId
{
    /// <summary>The dimensions under which a partition stands in tags; no parameter can have these names.</summary>
    public const string TenantDimension = "@tenant";

    /// <inheritdoc cref="TenantDimension"/>
    public const string UserDimension = "@user";

    private PartitionId(string dimension, string id)
    {
        Debug.Assert(id.Length > 0, "A request without an id has no partition, and is not cached where one is required.");

        Dimension = dimension;
        Id = id;
    }

    /// <summary>Gets the partition of responses that are shared.</summary>
    public static PartitionId None => default;

    public string? Dimension { get; }

    public string? Id { get; }

    public static PartitionId ForTenant(string id) => new(TenantDimension, id);

    public static PartitionId ForUser(string id) => new(UserDimension, id);

    /// <summary>Writes <c>:@acme</c> for a tenant, <c>:@@42</c> for a user, nothing for <see cref="None"/>.</summary>
    public void AppendTo(ref KeyWriter writer)
    {
        if (Id is null)
        {
            return;
        }

        // A value never begins with an at sign, so neither form can be forged by a parameter, nor the one by the other.
        writer.Append(ReferenceEquals(Dimension, UserDimension) ? ":@@" : ":@");
        KeyEscaping.AppendKeyValue(ref writer, Id);
    }
}

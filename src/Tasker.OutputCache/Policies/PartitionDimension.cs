namespace Tasker.OutputCache.Policies;

/// <summary>The dimensions under which a partition stands in tags; no parameter can have these names.</summary>
internal static class PartitionDimension
{
    public const string Tenant = "@tenant";

    public const string User = "@user";

    /// <summary>Tells whether a dimension is a partition.</summary>
    public static bool Is(string name) => name.StartsWith('@');
}

using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The dimensions under which a partition stands in tags; no parameter can have these names.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class PartitionDimension
{
    /// <summary>The dimension of tenants.</summary>
    public const string Tenant = "@tenant";

    /// <summary>The dimension of users.</summary>
    public const string User = "@user";

    /// <summary>Tells whether a dimension is a partition.</summary>
    public static bool Is(string name) => name.StartsWith('@');
}

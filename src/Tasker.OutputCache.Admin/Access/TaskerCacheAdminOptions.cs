using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Admin;

/// <summary>What the users of the administration may see.</summary>
public sealed class TaskerCacheAdminOptions
{
    /// <summary>Gets or sets who may see and evict the entries of tenants and users, and those that depend on claims: their keys and tags are masked for everybody else.</summary>
    /// <value>The default is <see langword="null"/>: no one.</value>
    public Func<HttpContext, bool>? MaySeePartitions { get; set; }

    /// <summary>Gets or sets who may see the bodies of responses that are not partitioned.</summary>
    /// <value>The default is <see langword="null"/>: no one.</value>
    public Func<HttpContext, bool>? MaySeeBodies { get; set; }
}

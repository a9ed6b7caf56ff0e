namespace Tasker.Caching;

/// <summary>Where a cache in front of the host is told what to purge.</summary>
public sealed class HttpPurgeOptions
{
    /// <summary>Gets or sets how it is told.</summary>
    /// <value>The default is <see cref="HttpPurgeKind.Varnish"/>.</value>
    public HttpPurgeKind Kind { get; set; }

    /// <summary>Gets or sets where it is told: the cache itself, <c>https://api.fastly.com/service/&lt;id&gt;</c> or <c>https://api.cloudflare.com/client/v4/zones/&lt;id&gt;</c>.</summary>
    /// <value>The default is empty: nothing is purged.</value>
    public string Url { get; set; } = string.Empty;

    /// <summary>Gets or sets the token of the API.</summary>
    /// <value>The default is <see langword="null"/>: none is sent.</value>
    public string? Token { get; set; }
}

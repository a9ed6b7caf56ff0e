namespace Tasker.Caching;

/// <summary>How a cache in front of the host is told what to purge.</summary>
public enum HttpPurgeKind
{
    /// <summary>A request with the method <c>BAN</c>, and a regular expression for the keys in <c>X-Purge-Keys</c>. See <c>docs/purging.md</c> for the VCL.</summary>
    Varnish,

    /// <summary>Fastly's API: batches of surrogate keys, and soft purges.</summary>
    Fastly,

    /// <summary>Cloudflare's API: batches of tags.</summary>
    Cloudflare,
}

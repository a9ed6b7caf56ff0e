namespace Tasker.OutputCache;

/// <summary>The header in which responses tell a cache in front of the host their tags.</summary>
public enum CacheTagHeader
{
    /// <summary>None.</summary>
    None,

    /// <summary><c>Surrogate-Key</c>, with blanks between the keys: Fastly, Varnish.</summary>
    SurrogateKey,

    /// <summary><c>Cache-Tag</c>, with commas between the keys: Cloudflare, Akamai.</summary>
    CacheTag,

    /// <summary><c>Cache-Groups</c>, a list of strings (RFC 9875).</summary>
    CacheGroups,
}

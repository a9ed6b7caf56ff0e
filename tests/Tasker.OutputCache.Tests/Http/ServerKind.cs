namespace Tasker.OutputCache.Tests.Http;

/// <summary>The server that a contract runs over.</summary>
public enum ServerKind
{
    /// <summary>The framework's test server.</summary>
    InMemory,

    /// <summary>Kestrel, on loopback.</summary>
    Kestrel,

    /// <summary>Kestrel with HTTP/2 and nothing else, on loopback.</summary>
    KestrelHttp2,
}

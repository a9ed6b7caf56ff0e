namespace Tasker.OutputCache.Tests.Http;

/// <summary>The middleware that a contract runs over.</summary>
public enum MiddlewareKind
{
    /// <summary>Microsoft's, over our store.</summary>
    Framework,

    /// <summary>Ours.</summary>
    Tasker,
}

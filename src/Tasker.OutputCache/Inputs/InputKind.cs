namespace Tasker.OutputCache.Inputs;

/// <summary>Where in a request an input is read.</summary>
internal enum InputKind
{
    Query,
    Header,
    Cookie,
    Claim,
    Item,

    /// <summary>What there is once: host, scheme, session and the like, see <see cref="RequestInput"/>.</summary>
    Request,
}

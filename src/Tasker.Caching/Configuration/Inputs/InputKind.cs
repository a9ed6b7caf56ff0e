using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Where in a request an input is read.</summary>
[Experimental(EngineFace.DiagnosticId)]
public enum InputKind
{
    /// <summary>A parameter of the query.</summary>
    Query,
    /// <summary>A header.</summary>
    Header,
    /// <summary>A cookie.</summary>
    Cookie,
    /// <summary>A claim of the user.</summary>
    Claim,
    /// <summary>An item that a middleware set in front of the cache.</summary>
    Item,

    /// <summary>What there is once: host, scheme, session and the like, see <see cref="RequestInput"/>.</summary>
    Request,
}

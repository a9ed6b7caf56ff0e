namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>Where a value of the request is read from.</summary>
internal enum InputSource
{
    Query,
    Route,
    Claim,
    Header,
    Body,

    /// <summary>The route or the query: the whole pattern is not known here.</summary>
    Unknown,
}

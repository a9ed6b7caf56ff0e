using Microsoft.CodeAnalysis;

namespace Tasker.OutputCache.Analyzers;

/// <summary>The rules. Each has a page in docs/analyzers.</summary>
internal static class Rules
{
    private const string Category = "Tasker.Caching";

    public static readonly DiagnosticDescriptor MissingParameter = Create(
        "TSKR001",
        "A parameter of the handler is missing in vary",
        "The handler binds '{0}' from {1}, which vary does not name{2}",
        "Two requests that differ in this value would share one response, so the endpoint is not cached.");

    public static readonly DiagnosticDescriptor UnboundName = Create(
        "TSKR002",
        "Vary names something that nothing binds",
        "Vary names '{0}', which {1}{2}",
        "The name is probably misspelt. The endpoint is not cached until it is corrected or removed.");

    public static readonly DiagnosticDescriptor OtherDefault = Create(
        "TSKR003",
        "A default in vary differs from the handler's",
        "Vary declares '{0}', and the handler takes {1} where '{2}' is absent",
        "A request without the value and one that sends the declared default would share one response. The endpoint is not cached.");

    public static readonly DiagnosticDescriptor UnknownTagName = Create(
        "TSKR004",
        "A tag names an unknown parameter",
        "The tag '{0}' names '{1}', which is no parameter of the endpoint{2}",
        "A name in braces stands for the value of a parameter. The endpoint is not cached.");

    public static readonly DiagnosticDescriptor NothingToCache = Create(
        "TSKR005",
        "The endpoint has no responses to cache",
        "The endpoint is not cached: {0}",
        "Only responses to GET (and HEAD) that have an end are cached.");

    public static readonly DiagnosticDescriptor DecidingFilter = Create(
        "TSKR006",
        "A filter of a cached endpoint does not run on hits",
        "The filter '{0}' does not run on hits, so it must not decide who gets the response",
        "Decide it by RequireAuthorization, or dismiss a filter that decides nothing of the kind with IgnoreFilters. The endpoint is not cached until then.");

    public static readonly DiagnosticDescriptor UndeclaredRead = Create(
        "TSKR007",
        "The handler reads an undeclared input",
        "The handler reads {0}, which is not in the key",
        "Such a response goes to its client only and is never stored. Declare the input, or dismiss it if the response does not depend on it.");

    // Endpoints and evictions of the whole compilation are compared.
    public static readonly DiagnosticDescriptor UnknownDimension = Create(
        "TSKR008",
        "An eviction names a dimension that its resource lacks",
        "The resource '{0}' has no dimension '{1}': {2}",
        "Such an eviction is refused, and nothing is evicted.",
        WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor EarlyEviction = Create(
        "TSKR009",
        "The eviction comes before the data is saved",
        "'{0}' evicts before '{1}': what is computed in between is made of the old data, and stays",
        "Evict after the save or the commit, or within the transaction.");

    public static readonly DiagnosticDescriptor Malformed = Create(
        "TSKR010",
        "A declaration can't be read",
        "'{0}' can't be read: {1}",
        "The endpoint is not cached.");

    public static readonly DiagnosticDescriptor CachedTwice = Create(
        "TSKR011",
        "The endpoint is cached twice",
        "'{0}' stands beside '{1}'. Keep one of them.",
        "Two policies would decide about one response.");

    // The pages are in the repository and in the package, under the same path.
    private static DiagnosticDescriptor Create(string id, string title, string message, string description, params string[] tags) => new(
        id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, description, $"docs/analyzers/{id}.md", tags);
}

using Tasker.OutputCache.Admin.Bodies.Endpoints;

namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>The answer of <c>GET explain</c>: what the cache would do with a request, step by step.</summary>
/// <param name="Method">The method of the request.</param>
/// <param name="Url">Its path and query.</param>
/// <param name="Outcome">What would be counted: <c>near-hit</c>, <c>miss</c>, <c>bypass-authorization</c>, ...; <c>not-cached</c> if the cache has nothing to do with it.</param>
/// <param name="Decision">The same as a sentence, with what to do about it.</param>
/// <param name="Endpoint">The resource and the endpoint; null if there is none.</param>
/// <param name="Key">The key of the entry; null if the request gets none, or it may not be seen.</param>
/// <param name="Tags">What would evict the entry.</param>
/// <param name="Steps">How it comes to that.</param>
/// <param name="Parameters">The parameters with their values in the key; null if there is no key.</param>
internal sealed record ExplanationBody(string Method, string Url, string Outcome, string Decision, string? Endpoint, string? Key, string[]? Tags, ExplanationStepBody[] Steps, KeyPartBody[]? Parameters);

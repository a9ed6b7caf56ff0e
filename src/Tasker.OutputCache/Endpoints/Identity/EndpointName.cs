namespace Tasker.OutputCache.Endpoints.Identity;

/// <summary>What an endpoint is called in keys and tags.</summary>
/// <param name="Value">The name; <see langword="null"/> if the endpoint can't be told from another one, or from itself.</param>
/// <param name="Flaw">What is wrong, as the rest of a sentence; <see langword="null"/> if nothing is, or it was said of another endpoint.</param>
internal sealed record EndpointName(string? Value, string? Flaw);

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>The flag of an endpoint that <see cref="FlagPolicy"/> chooses by.</summary>
internal sealed record Flag(string Value);

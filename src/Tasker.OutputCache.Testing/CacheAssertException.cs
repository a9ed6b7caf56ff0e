namespace Tasker.OutputCache.Testing;

/// <summary>The exception of a failed assertion about the cache.</summary>
/// <param name="message">What was expected, and what was found.</param>
public sealed class CacheAssertException(string message) : Exception(message), IAssertionException;

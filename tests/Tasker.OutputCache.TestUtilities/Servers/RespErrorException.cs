namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>Redis answered with an error.</summary>
public sealed class RespErrorException(string message) : Exception(message);

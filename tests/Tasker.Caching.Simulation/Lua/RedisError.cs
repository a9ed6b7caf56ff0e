namespace Tasker.Caching.Simulation.Lua;

/// <summary>An error that a server replies.</summary>
internal sealed record RedisError(string Message);

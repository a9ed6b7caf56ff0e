using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>What can go wrong with real servers.</summary>
public static class ServerFaults
{
    /// <summary>Returns the faults of any server: killed (and started again on the same port), paused.</summary>
    public static IReadOnlyList<Fault> Faults(this TestServer server) => [server.Killed(), server.Paused()];

    public static Fault Killed(this TestServer server) =>
        new(server.Name, "killed", server.KillAsync, () => server.IsRunning ? Task.CompletedTask : server.StartAsync());

    public static Fault Paused(this TestServer server) =>
        new(server.Name, "paused", server.PauseAsync, () => server.IsRunning ? server.ResumeAsync() : Task.CompletedTask);

    /// <summary>Returns the faults of a Redis server: those of any, and what is done to its data, scripts and subscribers.</summary>
    public static IReadOnlyList<Fault> Faults(this RedisServer server) =>
        [
            server.Killed(),
            server.Paused(),
            server.Flushed(),
            server.ScriptsFlushed(),
            server.SubscribersKilled(),
            server.ClientsKilled(),
        ];

    public static Fault Flushed(this RedisServer server) => new(server.Name, "flushed", () => server.ExecuteAsync("FLUSHALL"));

    public static Fault ScriptsFlushed(this RedisServer server) => new(server.Name, "scripts flushed", () => server.ExecuteAsync("SCRIPT", "FLUSH"));

    public static Fault SubscribersKilled(this RedisServer server) => new(server.Name, "subscribers killed", () => server.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub"));

    public static Fault ClientsKilled(this RedisServer server) => new(server.Name, "clients killed", () => server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal"));

    public static Fault KeyDeleted(this RedisServer server, string key, int database = 0) =>
        new(server.Name, $"key {key} deleted", async () =>
        {
            await using var connection = await server.ConnectAsync();
            await connection.ExecuteAsync("SELECT", $"{database}");
            await connection.ExecuteAsync("DEL", key);
        });

    /// <summary>Returns the fault of a server whose memory is full: it throws away what it holds, or refuses writes.</summary>
    /// <param name="policy">As "allkeys-random" or "noeviction".</param>
    public static Fault MemoryFull(this RedisServer server, string policy) =>
        new(
            server.Name,
            $"memory full, {policy}",
            async () =>
            {
                await server.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", policy);
                // Less than an empty server needs.
                await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "100kb");
            },
            () => server.ExecuteAsync("CONFIG", "SET", "maxmemory", "0"));

    /// <summary>Returns the fault of a server whose password was changed under its clients, which are thrown out.</summary>
    public static Fault PasswordChanged(this RedisServer server)
    {
        const string other = "another password";

        return new Fault(
            server.Name,
            "password changed",
            async () =>
            {
                await using var connection = await server.ConnectAsync();
                await connection.ExecuteAsync("CONFIG", "SET", "requirepass", other);
                await connection.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                await connection.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
            },
            async () =>
            {
                await using var connection = await RespConnection.ConnectAsync(server.Port, certificate: server.Certificate);

                try
                {
                    await connection.ExecuteAsync("AUTH", other);
                }
                catch (RespErrorException)
                {
                    // It has its old password already.
                    return;
                }

                await connection.ExecuteAsync("CONFIG", "SET", "requirepass", server.Password ?? string.Empty);
            });
    }
}

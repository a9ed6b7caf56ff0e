using System.Reflection;
using StackExchange.Redis;

namespace Tasker.OutputCache.Redis.Connections;

/// <summary>What the client that is loaded can do beyond the oldest one that this package compiles against.</summary>
internal static class ClientCapabilities
{
    private static readonly PropertyInfo? User = typeof(ConfigurationOptions).GetProperty("User");
    private static readonly PropertyInfo? BacklogPolicy = typeof(ConfigurationOptions).GetProperty("BacklogPolicy");
    private static readonly PropertyInfo? FailFastPolicy = Type.GetType("StackExchange.Redis.BacklogPolicy, StackExchange.Redis")?.GetProperty("FailFast");

    /// <summary>Gets a value indicating whether the client can log in as a user of an access control list.</summary>
    public static bool HasUsers => User is not null;

    /// <summary>Gets a value indicating whether the client asks Sentinel for the primary.</summary>
    public static bool HasSentinel { get; } = typeof(ConnectionMultiplexer).GetMember("SentinelConnectAsync").Length > 0;

    /// <summary>Gets the version of the client, for messages.</summary>
    public static string Version { get; } =
        typeof(ConnectionMultiplexer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public static void SetUser(ConfigurationOptions client, string user) => User!.SetValue(client, user);

    /// <summary>Lets calls fail at once while there is no connection, where the client would queue them otherwise.</summary>
    public static void FailFast(ConfigurationOptions client)
    {
        if (BacklogPolicy is not null && FailFastPolicy is not null)
        {
            BacklogPolicy.SetValue(client, FailFastPolicy.GetValue(null));
        }
    }
}

using StackExchange.Redis;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Redis.Configuration;

namespace Tasker.OutputCache.Redis.Connections;

/// <summary>Turns <see cref="RedisTierOptions"/> into what the client wants to know, or into a text that says what is wrong.</summary>
internal static class RedisClientConfiguration
{
    private const string ClientName = "tasker-outputcache";
    private const int ClientsConfigCheckSeconds = 60;
    private const int ConfigCheckSeconds = 5;
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes the client's configuration. Nothing is thrown, whatever the options say.</summary>
    public static ConfigurationOptions? Create(RedisTierOptions options, out string problem)
    {
        problem = Check(options);
        if (problem.Length > 0)
        {
            return null;
        }

        var text = options.Url.Trim();
        var caFile = options.SslCaFile;
        var client = text.Contains("://", StringComparison.Ordinal) ? FromUrl(text, ref caFile, out problem) : FromClientText(text, out problem);
        if (client is null)
        {
            problem = $"url is wrong: {problem}";
            return null;
        }

        if (!string.IsNullOrEmpty(caFile))
        {
            if (PrivateAuthority.Load(caFile, out problem) is not { } authority)
            {
                return null;
            }

            client.CertificateValidation += authority.Validate;
        }

        client.DefaultDatabase ??= options.Database ?? 0;
        Complete(client, options);
        return client;
    }

    private static string Check(RedisTierOptions options) => options switch
    {
        { Url: null } or { Url.Length: 0 } => "url is empty.",
        { MaxConnections: < 1 or > RedisTierDefaults.MaximumMaxConnections } =>
            $"max_connections must be between 1 and {RedisTierDefaults.MaximumMaxConnections}, but is {options.MaxConnections}.",
        { Database: < 0 } => $"database must not be negative, but is {options.Database}.",
        _ when options.ConnectionTimeout < RedisTierDefaults.MinimumConnectionTimeout || options.ConnectionTimeout > RedisTierDefaults.MaximumConnectionTimeout =>
            $"connection_timeout must be between {RedisTierDefaults.MinimumConnectionTimeout} and {RedisTierDefaults.MaximumConnectionTimeout}, but is {options.ConnectionTimeout}.",
        _ => string.Empty,
    };

    private static ConfigurationOptions? FromUrl(string text, ref string? caFile, out string problem)
    {
        if (RedisUrl.Parse(text, out problem) is not { } url)
        {
            return null;
        }

        var client = new ConfigurationOptions { Ssl = url.IsTls, Password = url.Password, DefaultDatabase = url.Database };
        foreach (var (host, port) in url.Hosts)
        {
            client.EndPoints.Add(host, port);
        }

        client.SslHost = url.Query.GetValueOrDefault("ssl_host") ?? (url.IsTls ? url.Hosts[0].Host : null);
        client.ClientName = url.Query.GetValueOrDefault("client_name");
        caFile = url.Query.GetValueOrDefault("ssl_ca_file") ?? caFile;
        problem = SetServiceName(client, url.Query.GetValueOrDefault("service_name"));
        problem = problem.Length > 0 ? problem : SetUser(client, url.User);
        return problem.Length > 0 ? null : client;
    }

    private static string SetServiceName(ConfigurationOptions client, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return string.Empty;
        }

        // The property is there in the oldest client too, and without any effect.
        client.ServiceName = name;
        return ClientCapabilities.HasSentinel ? string.Empty : NeedsNewerClient("Sentinel (service_name)");
    }

    private static string SetUser(ConfigurationOptions client, string? user)
    {
        // "default" is the user that a password alone logs in.
        if (user is null or "default")
        {
            return string.Empty;
        }

        if (!ClientCapabilities.HasUsers)
        {
            return NeedsNewerClient("a user name");
        }

        ClientCapabilities.SetUser(client, user);
        return string.Empty;
    }

    private static string NeedsNewerClient(string what) =>
        $"{what} needs StackExchange.Redis 2.2 or newer, and {ClientCapabilities.Version} is loaded; reference a newer one, or hand in a connection.";

    private static ConfigurationOptions? FromClientText(string text, out string problem)
    {
        try
        {
            var client = ConfigurationOptions.Parse(text);
            problem = client.EndPoints.Count == 0 ? "a host is missing." : SetServiceName(client, client.ServiceName);
            return problem.Length > 0 ? null : client;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // The client's own text would repeat what it could not read, perhaps the password.
            problem = text.Contains("user=", StringComparison.OrdinalIgnoreCase) && !ClientCapabilities.HasUsers
                ? NeedsNewerClient("a user name")
                : "it is neither a URL such as redis://host:6379 nor a configuration string that StackExchange.Redis can read.";
            return null;
        }
    }

    private static void Complete(ConfigurationOptions client, RedisTierOptions options)
    {
        var timeout = (int)options.ConnectionTimeout.TotalMilliseconds;
        client.AbortOnConnectFail = false;
        client.ConnectTimeout = timeout;
        client.ConnectRetry = 1;
        client.ReconnectRetryPolicy = new LinearRetry((int)ReconnectPause.TotalMilliseconds);
        client.KeepAlive = (int)Math.Clamp(options.ConnectionTimeout.TotalSeconds, 1, 60);
        client.ClientName ??= ClientName;

        // How the client learns that a replica has taken over: it asks. Left at its minute, a failover is an outage of a minute.
        client.ConfigCheckSeconds = client.ConfigCheckSeconds == ClientsConfigCheckSeconds ? ConfigCheckSeconds : client.ConfigCheckSeconds;

        // The client writes a key of its own to find the better of two primaries; two primaries are none of ours.
        client.TieBreaker = string.Empty;
        ClientCapabilities.FailFast(client);
    }
}

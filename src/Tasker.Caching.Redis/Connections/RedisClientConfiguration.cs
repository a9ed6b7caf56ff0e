using System.Security.Cryptography;
using StackExchange.Redis;
using Tasker.Caching.Backends;
using Tasker.Caching.Redis.Configuration;

namespace Tasker.Caching.Redis.Connections;

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
        options.ConfigureClient?.Invoke(client);
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

        // What the URL leaves out may come from a DefaultOptionsProvider of the host: a user and a token, for one.
        var client = new ConfigurationOptions { Ssl = url.IsTls, DefaultDatabase = url.Database };
        foreach (var (host, port) in url.Hosts)
        {
            client.EndPoints.Add(host, port);
        }

        client.SslHost = url.Query.GetValueOrDefault("ssl_host") ?? (url.IsTls ? url.Hosts[0].Host : null);
        client.ClientName = url.Query.GetValueOrDefault("client_name");
        client.ServiceName = url.Query.GetValueOrDefault("service_name");
        caFile = url.Query.GetValueOrDefault("ssl_ca_file") ?? caFile;

        // "default" is the user that a password alone logs in. What is not set is asked for at every login.
        if (url.User is not (null or "default"))
        {
            client.User = url.User;
        }

        if (url.Password is not null)
        {
            client.Password = url.Password;
        }

        problem = SetClientCertificate(client, url.Query.GetValueOrDefault("ssl_cert_file"), url.Query.GetValueOrDefault("ssl_key_file"));
        return problem.Length > 0 ? null : client;
    }

    private static string SetClientCertificate(ConfigurationOptions client, string? certificateFile, string? keyFile)
    {
        if (certificateFile is null)
        {
            return keyFile is null ? string.Empty : "ssl_key_file is there without ssl_cert_file.";
        }

        try
        {
            client.SetUserPemCertificate(certificateFile, keyFile);
            return string.Empty;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return $"ssl_cert_file '{certificateFile}' can't be used: {exception.Message}";
        }
    }

    private static ConfigurationOptions? FromClientText(string text, out string problem)
    {
        try
        {
            var client = ConfigurationOptions.Parse(text);
            problem = client.EndPoints.Count == 0 ? "a host is missing." : string.Empty;
            return problem.Length > 0 ? null : client;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // The client's own text would repeat what it could not read, perhaps the password.
            problem = "it is neither a URL such as redis://host:6379 nor a configuration string that StackExchange.Redis can read.";
            return null;
        }
    }

    private static void Complete(ConfigurationOptions client, RedisTierOptions options)
    {
        var timeout = (int)options.ConnectionTimeout.TotalMilliseconds;
        client.AbortOnConnectFail = false;
        client.ConnectTimeout = timeout;

        // The caller's own time-out is shorter. This one is for the client, which takes a connection that has been silent for four of them for dead.
        client.AsyncTimeout = timeout;
        client.SyncTimeout = timeout;
        client.ConnectRetry = 1;
        client.ReconnectRetryPolicy = new LinearRetry((int)ReconnectPause.TotalMilliseconds);
        client.KeepAlive = (int)Math.Clamp(options.ConnectionTimeout.TotalSeconds, 1, 60);
        client.ClientName ??= ClientName;

        // How the client learns that a replica has taken over: it asks. Left at its minute, a failover is an outage of a minute.
        client.ConfigCheckSeconds = client.ConfigCheckSeconds == ClientsConfigCheckSeconds ? ConfigCheckSeconds : client.ConfigCheckSeconds;

        // The client writes a key of its own to find the better of two primaries; two primaries are none of ours.
        client.TieBreaker = string.Empty;

        // The client takes INFO for a command of administrators; nothing else of theirs is called.
        client.AllowAdmin = true;

        // Without a connection a call fails at once: what waits in a queue is served late, when its request has ended.
        client.BacklogPolicy = BacklogPolicy.FailFast;
    }
}

using System.Globalization;
using Tasker.Caching.Redis.Configuration;

namespace Tasker.Caching.Redis.Connections;

/// <summary>The parts of a URL such as <c>rediss://user:password@a:6379,b:6379/2?ssl_ca_file=ca.pem</c>.</summary>
internal sealed class RedisUrl
{
    private static readonly string[] Schemes = ["redis", "rediss", "valkey", "valkeys"];
    private static readonly string[] Options = ["client_name", "service_name", "ssl_ca_file", "ssl_cert_file", "ssl_host", "ssl_key_file"];

    public bool IsTls { get; private set; }

    public string? User { get; private set; }

    public string? Password { get; private set; }

    public List<(string Host, int Port)> Hosts { get; } = [];

    public int? Database { get; private set; }

    /// <summary>Gets the options of the query, by name.</summary>
    public Dictionary<string, string> Query { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Parses a URL. What is wrong is said without repeating the password.</summary>
    public static RedisUrl? Parse(string text, out string problem)
    {
        var url = new RedisUrl();
        problem = url.Read(text);
        return problem.Length == 0 ? url : null;
    }

    private string Read(string text)
    {
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = text[..schemeEnd].ToLowerInvariant();
        if (!Schemes.Contains(scheme))
        {
            return $"the scheme '{scheme}' is unknown; allowed are {string.Join(", ", Schemes)}.";
        }

        IsTls = scheme is "rediss" or "valkeys";
        var rest = text[(schemeEnd + 3)..];
        var (beforeQuery, query) = Cut(rest, rest.IndexOf('?', rest.LastIndexOf('@') + 1));
        var (authority, path) = Cut(beforeQuery, beforeQuery.IndexOf('/', beforeQuery.LastIndexOf('@') + 1));
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            ReadCredentials(authority[..at]);
        }

        var problem = ReadHosts(authority[(at + 1)..]);
        problem = problem.Length > 0 ? problem : ReadDatabase(path);
        return problem.Length > 0 ? problem : ReadQuery(query);
    }

    private static (string Before, string After) Cut(string text, int at) => at < 0 ? (text, string.Empty) : (text[..at], text[(at + 1)..]);

    private void ReadCredentials(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? text : text[..colon]);
        User = user.Length == 0 ? null : user;
        Password = colon < 0 ? null : Uri.UnescapeDataString(text[(colon + 1)..]);
    }

    private string ReadHosts(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            // An address of IPv6 stands in brackets and has colons of its own.
            var colon = part.LastIndexOf(':');
            var hasPort = colon > part.LastIndexOf(']');
            var host = (hasPort ? part[..colon] : part).Trim('[', ']');
            var port = RedisTierDefaults.Port;
            if (host.Length == 0)
            {
                return "a host is missing.";
            }

            if (hasPort && !(int.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535))
            {
                return $"the port of '{host}' must be a number from 1 to 65535.";
            }

            Hosts.Add((host, port));
        }

        return string.Empty;
    }

    private string ReadDatabase(string text)
    {
        if (text.Length == 0)
        {
            return string.Empty;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var database))
        {
            return $"the path must be the index of a database, but is '{text}'.";
        }

        Database = database;
        return string.Empty;
    }

    private string ReadQuery(string text)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, pair.IndexOf('=', StringComparison.Ordinal));
            if (!Options.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return $"the option '{name}' is unknown; allowed are {string.Join(", ", Options)}.";
            }

            Query[name] = Uri.UnescapeDataString(value);
        }

        return string.Empty;
    }
}

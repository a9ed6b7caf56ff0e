using System.Globalization;
using Tasker.Caching.Memcached.Configuration;

namespace Tasker.Caching.Memcached.Connections;

/// <summary>The parts of a URL such as <c>tls://user:password@a:11211,b:11211?ssl_ca_file=ca.pem</c>.</summary>
internal sealed class MemcachedUrl
{
    private static readonly string[] Options = ["ssl_ca_file", "ssl_host"];

    public bool IsTls { get; private set; }

    public string? User { get; private set; }

    public string? Password { get; private set; }

    public List<ServerAddress> Servers { get; } = [];

    public string? SslCaFile { get; private set; }

    /// <summary>Gets the name that certificates must be for, where it is not the host's.</summary>
    public string? SslHost { get; private set; }

    /// <summary>Parses a URL. What is wrong is said without repeating the password.</summary>
    public static MemcachedUrl? Parse(string text, out string problem)
    {
        var url = new MemcachedUrl();
        problem = url.Read(text.Trim());
        return problem.Length == 0 ? url : null;
    }

    private string Read(string text)
    {
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = schemeEnd < 0 ? string.Empty : text[..schemeEnd].ToLowerInvariant();
        if (scheme is not ("tcp" or "tls"))
        {
            return schemeEnd < 0 ? "it must begin with tcp:// or tls://." : $"the scheme '{scheme}' is unknown; allowed are tcp, tls.";
        }

        IsTls = scheme == "tls";
        var rest = text[(schemeEnd + 3)..];
        var (beforeQuery, query) = Cut(rest, rest.IndexOf('?', rest.LastIndexOf('@') + 1));
        var at = beforeQuery.LastIndexOf('@');
        var problem = at < 0 ? string.Empty : ReadCredentials(beforeQuery[..at]);
        problem = problem.Length > 0 ? problem : ReadServers(beforeQuery[(at + 1)..].TrimEnd('/'), scheme);
        return problem.Length > 0 ? problem : ReadQuery(query);
    }

    private static (string Before, string After) Cut(string text, int at) => at < 0 ? (text, string.Empty) : (text[..at], text[(at + 1)..]);

    private string ReadCredentials(string text)
    {
        var (user, password) = Cut(text, text.IndexOf(':', StringComparison.Ordinal));
        User = Uri.UnescapeDataString(user);
        Password = Uri.UnescapeDataString(password);
        return User.Length > 0 && Password.Length > 0 && !$"{User}{Password}".Any(static c => c is ' ' || char.IsControl(c))
            ? string.Empty
            : "the server takes a user name and a password, both without spaces.";
    }

    private string ReadServers(string text, string scheme)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            // The scheme may stand before every server.
            var server = part.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase) ? part[(scheme.Length + 3)..] : part;

            if (server.Contains('/', StringComparison.Ordinal))
            {
                return "there can't be a path, and every server has the same scheme.";
            }

            // An address of IPv6 stands in brackets and has colons of its own.
            var colon = server.LastIndexOf(':');
            var hasPort = colon > server.LastIndexOf(']');
            var host = (hasPort ? server[..colon] : server).Trim('[', ']').ToLowerInvariant();
            var port = MemcachedTierDefaults.Port;
            if (host.Length == 0)
            {
                return "a host is missing.";
            }

            if (hasPort && !(int.TryParse(server.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535))
            {
                return $"the port of '{host}' must be a number from 1 to 65535.";
            }

            var address = new ServerAddress(host, port);
            if (Servers.Contains(address))
            {
                return $"the server '{address}' is named twice.";
            }

            Servers.Add(address);
        }

        return string.Empty;
    }

    private string ReadQuery(string text)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, pair.IndexOf('=', StringComparison.Ordinal));
            switch (name.ToLowerInvariant())
            {
                case "ssl_ca_file":
                    SslCaFile = Uri.UnescapeDataString(value);
                    break;
                case "ssl_host":
                    SslHost = Uri.UnescapeDataString(value);
                    break;
                default:
                    return $"the option '{name}' is unknown; allowed are {string.Join(", ", Options)}.";
            }
        }

        return string.Empty;
    }
}

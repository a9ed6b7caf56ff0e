using System.CommandLine;
using Tasker.OutputCache.Cli.Administration;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Commands;

/// <summary>The options that all commands have: where the administration is, and who asks.</summary>
internal sealed class ConnectionOptions(ToolConsole console)
{
    public const string UrlVariable = "TASKER_CACHE_URL";
    public const string TokenVariable = "TASKER_CACHE_TOKEN";

    private const int DefaultTimeoutSeconds = 10;

    private readonly Option<string?> _url = new("--url", "-u") { Description = $"The address of the administration, such as http://localhost:5080/api/admin/cache. By default that in {UrlVariable}.", Recursive = true };

    private readonly Option<string?> _token = new("--token") { Description = $"A bearer token. By default that in {TokenVariable}, which no list of processes shows.", Recursive = true };

    private readonly Option<string[]> _headers = new("--header", "-H") { Description = "A header to send, as 'Name: value'. May be repeated.", Recursive = true };

    private readonly Option<int> _timeout = new("--timeout") { Description = "How many seconds to wait for an answer.", DefaultValueFactory = static _ => DefaultTimeoutSeconds, Recursive = true };

    private readonly Option<bool> _json = new("--json") { Description = "Print what the administration answers, for scripts.", Recursive = true };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(_url);
        root.Options.Add(_token);
        root.Options.Add(_headers);
        root.Options.Add(_timeout);
        root.Options.Add(_json);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Makes the client that the options describe.</summary>
    public AdminClient Connect(ParseResult parsed)
    {
        var url = parsed.GetValue(_url) ?? console.Variable(UrlVariable);
        if (string.IsNullOrWhiteSpace(url))
        {
            throw new ToolException(ExitCode.Usage, $"Where is the administration? Give --url, or set {UrlVariable}: http://localhost:5080/api/admin/cache, for example.");
        }

        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ToolException(ExitCode.Usage, $"'{url}' is no address: it begins with http:// or https://.");
        }

        var timeout = parsed.GetValue(_timeout);
        return timeout > 0
            ? new AdminClient(address, parsed.GetValue(_token) ?? console.Variable(TokenVariable), Headers(parsed), TimeSpan.FromSeconds(timeout), console.Clock)
            : throw new ToolException(ExitCode.Usage, "--timeout must be greater than zero.");
    }

    private IEnumerable<(string Name, string Value)> Headers(ParseResult parsed)
    {
        foreach (var header in parsed.GetValue(_headers) ?? [])
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            yield return colon > 0
                ? (header[..colon].Trim(), header[(colon + 1)..].Trim())
                : throw new ToolException(ExitCode.Usage, $"'{header}' is no header: 'Name: value'.");
        }
    }
}

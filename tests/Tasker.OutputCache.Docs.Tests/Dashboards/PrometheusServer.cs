using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>A real <c>prometheus</c> that reads one host twice a second, and evaluates rules.</summary>
/// <remarks>The host has the labels that Prometheus's operator gives it in a cluster. A label of ours by such a name would become <c>exported_...</c>.</remarks>
internal sealed class PrometheusServer : TestServer
{
    private readonly HttpClient _client;
    private readonly Uri _target;
    private readonly string _rules;

    private PrometheusServer(int port, Uri target, string rules)
        : base("prometheus", port)
    {
        _target = target;
        _rules = rules;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public static Task<PrometheusServer> StartNewAsync(Uri target, string rules, CancellationToken cancellationToken) =>
        StartNewAsync(port => new PrometheusServer(port, target, rules), cancellationToken);

    /// <summary>Evaluates an expression now.</summary>
    /// <returns>The number of series, or what Prometheus says is wrong with the expression.</returns>
    public async Task<(int Series, string? Error)> QueryAsync(string expression, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("query", expression)]);
        using var response = await _client.PostAsync(new Uri("/api/v1/query", UriKind.Relative), content, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.GetProperty("status").GetString() == "success"
            ? (answer.GetProperty("data").GetProperty("result").GetArrayLength(), null)
            : (0, answer.GetProperty("error").GetString());
    }

    /// <summary>Reads the rules with what came of their last evaluation: <c>ok</c>, <c>unknown</c> before the first, or <c>err</c> and why.</summary>
    public async Task<IReadOnlyList<(string Name, string Health)>> RulesAsync(CancellationToken cancellationToken)
    {
        var answer = await _client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/rules", UriKind.Relative), cancellationToken);
        return
        [
            .. answer.GetProperty("data").GetProperty("groups").EnumerateArray()
                .SelectMany(static group => group.GetProperty("rules").EnumerateArray())
                .Select(static rule => (rule.GetProperty("name").GetString()!, rule.TryGetProperty("lastError", out var error) ? error.GetString()! : rule.GetProperty("health").GetString()!)),
        ];
    }

    protected override async Task PrepareAsync(CancellationToken cancellationToken) =>
        await File.WriteAllTextAsync(
            Files.File("prometheus.yml"),
            $$"""
            global:
              scrape_interval: 500ms
              scrape_timeout: 500ms
              evaluation_interval: 500ms
            rule_files:
              - {{_rules}}
            scrape_configs:
              - job_name: shop
                static_configs:
                  - targets: ['{{_target.Authority}}']
                    labels: { namespace: shop, pod: shop-1, service: shop, container: shop, endpoint: http }
            """,
            cancellationToken);

    protected override ChildProcessStart CreateStart() => new(
        "prometheus",
        [
            $"--config.file={Files.File("prometheus.yml")}",
            $"--storage.tsdb.path={Files.File("data")}",
            string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{Port}"),
            "--log.level=warn",
        ]);

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri("/-/ready", UriKind.Relative), cancellationToken);
        return response.IsSuccessStatusCode;
    }
}

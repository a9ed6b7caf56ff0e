using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Analytics.Tests.Processes;

/// <summary>The API and workers, over one PostgreSQL and one Redis.</summary>
internal sealed class TwoProcesses : IAsyncDisposable
{
    private readonly string _templates = Directory.CreateTempSubdirectory("tasker-templates-").FullName;
    private readonly HttpClient _client;

    private TwoProcesses(PostgresServer postgres, RedisServer redis, ChildProcess api, Uri address)
    {
        (Postgres, Redis, Api) = (postgres, redis, api);
        _client = new HttpClient { BaseAddress = address, Timeout = SampleProcess.Patience };
    }

    public PostgresServer Postgres { get; }

    public RedisServer Redis { get; }

    public ChildProcess Api { get; }

    public static async Task<TwoProcesses> StartAsync(CancellationToken cancellationToken)
    {
        var postgres = await PostgresServer.StartNewAsync(cancellationToken);
        var redis = await RedisServer.StartNewAsync(cancellationToken: cancellationToken);
        var address = $"http://127.0.0.1:{LoopbackPort.Next()}";
        var environment = new Dictionary<string, string?>(EnvironmentOf(postgres, redis)) { ["ASPNETCORE_URLS"] = address };
        var api = await SampleProcess.StartAsync("Tasker.Analytics.dll", "Application started", environment);
        return new TwoProcesses(postgres, redis, api, new Uri(address));
    }

    private static Dictionary<string, string?> EnvironmentOf(PostgresServer postgres, RedisServer redis) => new()
    {
        ["ConnectionStrings__Tasker"] = postgres.ConnectionString,
        ["REDIS_URL"] = redis.Url,
    };

    /// <summary>Starts a worker that has the templates written before, and waits until it has booted.</summary>
    public Task<ChildProcess> StartWorkerAsync(TimeSpan interval) => SampleProcess.StartAsync(
        "Tasker.Worker.dll",
        "Registered ",
        new Dictionary<string, string?>(EnvironmentOf(Postgres, Redis))
        {
            ["Tasker__Worker__Templates"] = _templates,
            ["Tasker__Worker__Interval"] = interval.ToString("c", CultureInfo.InvariantCulture),
        });

    /// <summary>Writes a template of the worker's, in place of the one of the same version.</summary>
    public void WriteTemplate(string version, string description) => File.WriteAllText(
        TemplateFile(version), JsonSerializer.Serialize(new { @namespace = "payments", name = "charge", version, description }));

    public void DeleteTemplate(string version) => File.Delete(TemplateFile(version));

    private string TemplateFile(string version) => Path.Combine(_templates, $"{version}.json");

    /// <summary>Asks the API for a template.</summary>
    /// <returns>What it is described as, null if there is none; and how often the API has read templates from its database.</returns>
    public async Task<(string? Description, int Reads)> ResolveAsync(string version, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync($"/v1/templates/payments/charge/{version}", cancellationToken);
        var reads = int.Parse(Assert.Single(response.Headers.GetValues("X-Handler-Runs")), CultureInfo.InvariantCulture);

        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return (null, reads);
        }

        response.EnsureSuccessStatusCode();
        return ((await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("description").GetString(), reads);
    }

    /// <summary>Asks the API how many tasks are complete.</summary>
    public async Task<int> CompleteAsync(CancellationToken cancellationToken) =>
        (await _client.GetFromJsonAsync<JsonElement>("/v1/analytics/performance?hours=336", cancellationToken)).GetProperty("totals").GetProperty("complete").GetInt32();

    /// <summary>Asks the database the same.</summary>
    public async Task<int> CompleteInDatabaseAsync() =>
        int.Parse(await Postgres.QueryAsync("SELECT COUNT(*) FROM tasker_tasks WHERE state = 'complete'"), CultureInfo.InvariantCulture);

    /// <summary>Asks the API for something, as alice of acme unless it says otherwise.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken, string? authorization = "Dev user=alice;tenant=acme")
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };

        // An empty header is a header.
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await _client.SendAsync(request, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Api.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        Directory.Delete(_templates, recursive: true);
    }
}

using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities.Logging;

namespace Tasker.Analytics.Tests;

/// <summary>The sample over a database file of its own with few tasks, gone with the host.</summary>
public sealed class SampleHost : WebApplicationFactory<Program>
{
    /// <summary>Gets the folder of its database, unless it has another's.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("tasker-analytics-").FullName;

    /// <summary>Gets when everything happens: time stands still, so that nothing leaves a window between two requests.</summary>
    public DateTimeOffset Now { get; init; } = new(2030, 5, 6, 12, 0, 0, TimeSpan.Zero);

    public string Environment { get; init; } = "Development";

    public string DatabaseFile { get; init; } = "";

    public int Tasks { get; init; } = 2_000;

    public int RandomSeed { get; init; } = 1;

    /// <summary>Gets where Redis is; without, the cache is in memory.</summary>
    public string RedisUrl { get; init; } = "";

    /// <summary>Gets the folder of the worker's templates.</summary>
    public string Templates { get; init; } = "templates";

    /// <summary>Gets what the host has logged.</summary>
    public CollectingLoggerProvider Log { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environment);
        builder.UseSetting("Tasker:Database", DatabaseFile.Length > 0 ? DatabaseFile : Path.Combine(Folder, "tasker.db"));
        builder.UseSetting("ConnectionStrings:Tasker", "");
        builder.UseSetting("Tasker:Seed:Tasks", Tasks.ToString(CultureInfo.InvariantCulture));
        builder.UseSetting("Tasker:Seed:Days", "2");
        builder.UseSetting("Tasker:Seed:Random", RandomSeed.ToString(CultureInfo.InvariantCulture));
        builder.UseSetting("Tasker:Worker:Interval", "00:00:00");
        builder.UseSetting("Tasker:Worker:Templates", Templates);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");

        if (RedisUrl.Length > 0)
        {
            builder.UseSetting("common:cache:backend", "redis");
            builder.UseSetting("common:cache:redis:url", RedisUrl);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(new StandingTime(Now));
            services.AddLogging(logging => logging.AddProvider(Log));
        });
    }

    /// <summary>Reads a path that must answer 200.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken, string? authorization = null)
    {
        using var client = CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Asks for a transition.</summary>
    public async Task<HttpResponseMessage> MoveAsync(long id, object body, CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        return await client.PostAsJsonAsync($"/v1/tasks/{id}/transitions", body, cancellationToken);
    }

    /// <summary>Sends a body, as somebody.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken, string authorization = "Dev user=alice;tenant=acme")
    {
        using var client = CreateClient();
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await client.SendAsync(request, cancellationToken);
    }

    /// <summary>Finds the newest task in a state.</summary>
    public async Task<JsonElement> FindTaskAsync(string state, CancellationToken cancellationToken)
    {
        var list = await GetAsync($"/v1/tasks?state={state}&limit=1", cancellationToken);
        return Assert.Single(list.GetProperty("tasks").EnumerateArray());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}

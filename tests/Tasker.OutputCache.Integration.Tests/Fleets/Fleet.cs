using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.Integration.Tests.Fleets;

/// <summary>Several host processes over one database and one shared back end.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    /// <summary>The setting that lets hosts not announce themselves, for tests that count commands.</summary>
    public const string QuietHost = "QUIET_HOST";

    /// <summary>How long the resource "offline" is fresh; a detached node may serve it until then.</summary>
    public static readonly TimeSpan OfflineTtl = TimeSpan.FromSeconds(5);

    /// <summary>How long after an eviction the resource "bounded" may still be served elsewhere.</summary>
    public static readonly TimeSpan StalenessBound = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan OperationTimeout = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private Fleet(RowDatabase database, IReadOnlyList<HostProcess> hosts)
    {
        Database = database;
        Hosts = hosts;
    }

    public RowDatabase Database { get; }

    public IReadOnlyList<HostProcess> Hosts { get; }

    /// <summary>Starts the hosts, each under an address of its own (127.0.0.1, 127.0.0.2, ...), and waits until all are attached.</summary>
    public static Task<Fleet> StartAsync(
        int count, string redisUrl, IReadOnlyDictionary<string, string?>? settings = null, CancellationToken cancellationToken = default) =>
        StartAsync(count, "redis", redisUrl, settings, cancellationToken);

    /// <summary>Starts the hosts over another back end than Redis.</summary>
    public static async Task<Fleet> StartAsync(
        int count, string backend, string url, IReadOnlyDictionary<string, string?>? settings = null, CancellationToken cancellationToken = default)
    {
        var database = await RowDatabase.StartAsync();
        var environment = new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = database.Url,
            ["common__cache__backend"] = backend,
            [$"common__cache__{backend}__url"] = url,
            [$"common__cache__{backend}__max_connections"] = "2",
            ["common__cache__circuit_breaker__timeout_seconds"] = "1",
            ["common__cache__resources__bounded__serve_when_detached"] = "false",
            ["common__cache__resources__strict__consistency"] = "strict",
            ["common__cache__resources__offline__ttl_seconds"] = OfflineTtl.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["common__cache__resources__windows__ttl_seconds"] = "1",
            ["common__cache__resources__windows__stale_while_revalidate_seconds"] = "60",
            ["common__cache__resources__windows__stale_if_error_seconds"] = "120",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
        {
            environment[name == QuietHost ? name : $"common__cache__{name}"] = value;
        }

        var hosts = await Task.WhenAll(Enumerable.Range(1, count).Select(number => HostProcess.StartAsync(
            new HostProcessOptions { Assembly = "Tasker.OutputCache.TestHost.dll", Environment = environment, HostName = $"127.0.0.{number}" },
            cancellationToken)));
        var fleet = new Fleet(database, hosts);
        await fleet.WaitUntilAttachedAsync(cancellationToken);
        return fleet;
    }

    /// <summary>Reads a row, and returns the version and the <c>Cache-Status</c> of the response.</summary>
    public static async Task<(long Version, string Source)> ReadAsync(
        HostProcess host, string resource, string row, CancellationToken cancellationToken = default)
    {
        using var response = await host.Client.GetAsync(new Uri($"/{resource}/{row}", UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var status = response.Headers.TryGetValues("Cache-Status", out var values) ? values.Single() : "none";
        return (long.Parse(text, CultureInfo.InvariantCulture), WithoutTtl(status));
    }

    private static string WithoutTtl(string status) => string.Join("; ", status.Split("; ").Where(part => !part.StartsWith("ttl=", StringComparison.Ordinal)));

    /// <summary>Evicts a row from all resources.</summary>
    /// <returns>Whether the eviction is shared; otherwise it is in the host's journal.</returns>
    public static async Task<bool> EvictAsync(HostProcess host, string row, EvictionMode mode = EvictionMode.Hard, CancellationToken cancellationToken = default)
    {
        using var response = await host.Client.PostAsync(new Uri($"/evictions/rows/{row}?mode={mode}", UriKind.Relative), null, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken) == nameof(EvictionResult.Confirmed);
    }

    /// <summary>Evicts until the log has it: a machine that is busy with other things may take longer than the time-out of an append.</summary>
    public static Task EvictUntilSharedAsync(HostProcess host, string row, CancellationToken cancellationToken) => Eventually.Async(
        token => EvictAsync(host, row, cancellationToken: token), static isShared => isShared, _deadline, $"the eviction of {row} is in the log", cancellationToken);

    /// <summary>Returns the sum of one of a host's counters.</summary>
    public static async Task<long> CounterAsync(HostProcess host, string name, CancellationToken cancellationToken) =>
        (await host.Client.GetFromJsonAsync<Dictionary<string, long>>("/counters", cancellationToken))!.GetValueOrDefault(name);

    public static async Task<HostStatus> StatusAsync(HostProcess host, CancellationToken cancellationToken) =>
        (await host.Client.GetFromJsonAsync<HostStatus>("/status", JsonSerializerOptions.Web, cancellationToken))!;

    /// <summary>Waits until every host that runs follows the log, has its circuit closed and its journal empty.</summary>
    public Task WaitUntilAttachedAsync(CancellationToken cancellationToken = default) =>
        Task.WhenAll(Hosts.Where(host => host.IsRunning).Select(host => Eventually.Async(
            token => StatusAsync(host, token),
            static status => status is { Attached: true, Circuit: "Closed", Journal: 0 },
            _deadline,
            $"{host.Address} is attached",
            cancellationToken)));

    /// <summary>Waits until what one host fills is a hit on every other.</summary>
    public async Task WaitUntilSharingAsync(CancellationToken cancellationToken = default)
    {
        foreach (var other in Hosts.Skip(1))
        {
            await Eventually.Async(
                async token =>
                {
                    var row = $"probe-{Guid.NewGuid():N}";
                    await ReadAsync(Hosts[0], "bounded", row, token);
                    return (await ReadAsync(other, "bounded", row, token)).Source;
                },
                static source => source.Contains("hit", StringComparison.Ordinal),
                _deadline,
                $"what {Hosts[0].Address} fills is a hit on {other.Address}",
                cancellationToken);
        }
    }

    /// <summary>Returns what each host wrote, or the end of it, for a test that failed.</summary>
    public string Output(int lines = int.MaxValue) =>
        string.Join('\n', Hosts.Select(host => $"== {host.Address}\n{string.Join('\n', host.Output.Text.Split('\n').TakeLast(lines))}"));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Hosts.Select(host => host.DisposeAsync().AsTask()));
        await Database.DisposeAsync();
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Instances;

/// <summary>Four processes over one server: one is killed, one hangs, one is cut off, and another build has announced itself. Any other says so, in words.</summary>
/// <remarks>The machine may be busy: what is waited for has a generous deadline.</remarks>
public sealed class InstanceProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Gets the back ends: each takes some ten seconds, so that all of them are of the long run.</summary>
    public static TheoryData<string> Backends => TestRun.IsFull ? ["redis", "memcached", "postgres"] : ["redis"];

    private static async Task<TestServer> StartServerAsync(string backend) => backend switch
    {
        "memcached" => await MemcachedServer.StartNewAsync(cancellationToken: Token),
        "postgres" => await PostgresServer.StartNewAsync(Token),
        _ => await RedisServer.StartNewAsync(cancellationToken: Token),
    };

    private static Dictionary<string, string> SettingsOf(string backend, int port) => backend switch
    {
        "memcached" => new() { ["memcached__url"] = $"tcp://127.0.0.1:{port}" },
        "postgres" => new() { ["postgres__connection_string"] = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres", ["postgres__create_schema"] = "true" },
        _ => new() { ["redis__url"] = $"redis://127.0.0.1:{port}" },
    };

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Killed_Hung_CutOff_OfAnotherBuild_IsSaidByAnyOther(string backend)
    {
        await using var server = await StartServerAsync(backend);
        await using var proxy = await FaultProxy.StartAsync(server.Port);
        var hosts = await Task.WhenAll(StartHostAsync(backend, server.Port), StartHostAsync(backend, server.Port), StartHostAsync(backend, server.Port), StartHostAsync(backend, proxy.Port));
        await using var witness = hosts[0];
        await using var killed = hosts[1];
        await using var hung = hosts[2];
        await using var cutOff = hosts[3];
        foreach (var host in hosts)
        {
            await UntilAsync(host, answer => hosts.All(other => StateOf(answer, other) == "running"), "all of them run");
        }

        using (var evicted = await killed.Client.PostAsJsonAsync(new Uri("/admin/evictions", UriKind.Relative), new { tags = new[] { "analytics" } }, Token))
        {
            evicted.EnsureSuccessStatusCode();
        }

        var told = await UntilAsync(witness, static answer => answer.GetProperty("evictions").GetArrayLength() > 0, "the eviction of another one is known, with its author");
        var eviction = Assert.Single(told.GetProperty("evictions").EnumerateArray().ToList());
        Assert.Equal((NameOf(killed), "administration", "confirmed", "analytics"), (eviction.GetProperty("instance").GetString(), eviction.GetProperty("by").GetString(), eviction.GetProperty("result").GetString(), eviction.GetProperty("tags")[0].GetString()));

        await killed.KillAsync();
        await hung.PauseAsync();
        proxy.Set(ProxyFault.BlackHole);
        proxy.DropConnections();
        using (var announcement = new StringContent("{\"format\":99,\"name\":\"old:1\",\"version\":\"0.0.9\"}"))
        {
            using var response = await witness.Client.PostAsync(new Uri("/announcements/abc", UriKind.Relative), announcement, Token);
            response.EnsureSuccessStatusCode();
        }

        var said = await UntilAsync(
            witness, answer => new[] { killed, hung, cutOff }.All(other => StateOf(answer, other) == "silent") && Find(answer, "old:1") is not null, "three are not heard from, and one is of another build");
        var own = await UntilAsync(cutOff, answer => StateOf(answer, cutOff) == "detached", "the one that is cut off says of itself that it is detached");
        await hung.ResumeAsync();
        proxy.Heal();
        await UntilAsync(witness, answer => StateOf(answer, hung) == "running" && StateOf(answer, cutOff) == "running", "two are back");

        Assert.Contains("it was killed, hangs, or is cut off from", SaysOf(said, killed), StringComparison.Ordinal);
        Assert.Equal("other_build", Find(said, "old:1")!.Value.GetProperty("state").GetString());
        Assert.StartsWith("Detached: it has not read the eviction log for", SaysOf(own, cutOff), StringComparison.Ordinal);
        Assert.Equal(1, said.GetProperty("sum").GetProperty("instances").GetInt32());
    }

    private static Task<HostProcess> StartHostAsync(string backend, int port)
    {
        var environment = new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = "http://127.0.0.1:9",
            ["common__cache__evictions__staleness_bound_seconds"] = "3",
            ["common__cache__operation_timeout_ms"] = "1000",
            ["common__cache__backend"] = backend,
        };
        foreach (var (name, value) in SettingsOf(backend, port))
        {
            environment[$"common__cache__{name}"] = value;
        }

        return HostProcess.StartAsync(new HostProcessOptions { Assembly = "Tasker.OutputCache.TestHost.dll", Environment = environment }, Token);
    }

    private static async Task<JsonElement> UntilAsync(HostProcess host, Func<JsonElement, bool> isSaid, string what) => await Eventually.Async(
        async token =>
        {
            using var document = JsonDocument.Parse(await host.Client.GetStringAsync(new Uri("/admin/instances", UriKind.Relative), token));
            return document.RootElement.Clone();
        },
        isSaid,
        Deadline,
        what,
        Token);

    private static string NameOf(HostProcess host) => $"{Environment.MachineName}:{host.ProcessId}";

    private static JsonElement? Find(JsonElement answer, string name)
    {
        foreach (var instance in answer.GetProperty("instances").EnumerateArray())
        {
            if (instance.GetProperty("name").GetString() == name)
            {
                return instance;
            }
        }

        return null;
    }

    private static string? StateOf(JsonElement answer, HostProcess host) => Find(answer, NameOf(host))?.GetProperty("state").GetString();

    private static string SaysOf(JsonElement answer, HostProcess host) => Find(answer, NameOf(host))!.Value.GetProperty("says").GetString()!;
}

using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using Tasker.Caching;
using Tasker.OutputCache.Docs.Tests.Assumptions;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Docs.Tests.Dashboards;

/// <summary>A host over a real Redis that exposes its metrics through OpenTelemetry's exporter for Prometheus.</summary>
/// <remarks>
/// First it lives through what moves most instruments. Those that have not moved are then counted by hand, with the tags of the metrics page:
/// the exporter tells only what has a value, and for these only the name that it gives them matters.
/// </remarks>
public sealed partial class ExportingHost : IAsyncLifetime
{
    private const string MeterName = "Tasker.OutputCache";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Instrument> _instruments = new(StringComparer.Ordinal);
    private IReadOnlyList<Instrument> _unmoved = [];
    private RedisServer _redis = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;
    private object _rowMappings = null!;

    /// <summary>Gets where the host listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Gets the labels of each metric, by the name that the exporter gives it, as in <c>..._total</c> and <c>..._bucket</c>.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> Exported { get; private set; } = null!;

    /// <summary>Gets the instruments of the product, of all packages.</summary>
    public IReadOnlyCollection<Instrument> Instruments => _instruments.Values;

    /// <summary>Gets those that nothing has moved.</summary>
    public IEnumerable<string> Unmoved => _unmoved.Select(static instrument => instrument.Name);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        // Counted as a caught error; the cache goes on.
        builder.Logging.AddProvider(new ThrowingLoggerProvider(once: true));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["common:cache:backend"] = "redis",
            ["common:cache:redis:url"] = _redis.Url,
        });
        builder.Services.AddTaskerOutputCache(builder.Configuration)
            .AddRedis()
            .EvictOn<TaskStateChanged>(static changed => changed.Tenant.Length == 0 ? throw new InvalidOperationException("On purpose.") : ["analytics"])
            .EvictOnSave<TaskRow>(static _ => ["analytics"]);
        builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .AddMeter(MeterName, "Polly")
            .AddAspNetCoreInstrumentation()
            // Each reading is a new one.
            .AddPrometheusExporter(static options => options.ScrapeResponseCacheDurationMilliseconds = 0));
        var mappings = builder.Services.Single(static service => service.ServiceType.Name == "MappingMetrics").ServiceType;
        _app = builder.Build();
        var meters = _app.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => Note(instrument, meters) };
        listener.Start();
        _rowMappings = _app.Services.GetRequiredService(mappings);
        _app.MapPrometheusScrapingEndpoint();
        _app.UseOutputCache();
        _app.MapGet("/numbers", static (int? of) => of ?? 0).CacheAnalytics("numbers");
        _app.MapGet("/cookie", static (HttpContext context) =>
        {
            context.Response.Cookies.Append("a", "b");
            return "x";
        }).CacheAnalytics("cookie");
        await _app.StartAsync(Token);
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        _client = new HttpClient { BaseAddress = Address };

        await MoveAsync(Token);
        await LoseRedisAsync();
        var moved = await ScrapeAsync();
        _unmoved = [.. _instruments.Values.Where(instrument => !instrument.IsObservable && !moved.Keys.Any(name => name.StartsWith(MetricsPage.ExportedNameOf(instrument), StringComparison.Ordinal)))];
        CountTheRest();
        Exported = await ScrapeAsync();
    }

    /// <summary>Makes requests and evictions of every kind.</summary>
    public async Task MoveAsync(CancellationToken cancellationToken)
    {
        var evictor = _app.Services.GetRequiredService<ICacheEvictor>();
        await GetAsync("/numbers", cancellationToken);
        await GetAsync("/numbers", cancellationToken);
        await GetAsync("/cookie", cancellationToken);
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/numbers"))
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer x");
            using var response = await _client.SendAsync(request, cancellationToken);
        }

        await evictor.EvictAsync(["analytics"], cancellationToken);
        var events = _app.Services.GetRequiredService<ICacheEvents>();
        await events.PublishAsync(new TaskStateChanged("payments", "acme"), cancellationToken);
        await events.PublishAsync(new TaskStateChanged("payments", ""), cancellationToken);
        // What a failed mapping of EvictOnSave calls; there is no database here.
        _rowMappings.GetType().GetMethod("CountFailure")!.Invoke(_rowMappings, [nameof(TaskRow)]);
        CountTheRest();
    }

    private async Task GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    // Time-outs, which Polly tells too.
    private async Task LoseRedisAsync()
    {
        await _redis.PauseAsync();
        var of = 0;
        await Eventually.Async(
            async token =>
            {
                await GetAsync($"/numbers?of={++of}", token);
                var exported = await ScrapeAsync();
                return exported.ContainsKey("tasker_cache_far_failures_total") && exported.ContainsKey("resilience_polly_strategy_events_total");
            },
            Deadline,
            "a call to Redis fails",
            Token);
        await _redis.ResumeAsync();
    }

    private void CountTheRest()
    {
        foreach (var instrument in _unmoved)
        {
            var tags = MetricsPage.Rows.Where(row => row.Name == instrument.Name).SelectMany(static row => row.Tags)
                .Select(static tag => KeyValuePair.Create<string, object?>(tag, "by-hand"))
                .ToArray();
            (instrument as Counter<long>)?.Add(1, tags);
            (instrument as Histogram<double>)?.Record(0.1, tags);
        }
    }

    private void Note(Instrument instrument, IMeterFactory ours)
    {
        if (instrument.Meter.Name == MeterName && instrument.Meter.Scope == ours)
        {
            _instruments[instrument.Name] = instrument;
        }
    }

    /// <summary>Reads the metrics.</summary>
    /// <param name="accept">The formats that the reader takes; by default any.</param>
    public async Task<Dictionary<string, HashSet<string>>> ScrapeAsync(string accept = "*/*")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/metrics", UriKind.Relative)) { Headers = { { "Accept", accept } } };
        using var response = await _client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return Sample().Matches(text)
            .GroupBy(static sample => sample.Groups["name"].Value, StringComparer.Ordinal)
            .ToDictionary(
                static samples => samples.Key,
                static samples => samples.SelectMany(static sample => Label().Matches(sample.Groups["labels"].Value)).Select(static label => label.Groups[1].Value).ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [GeneratedRegex(@"^(?<name>[a-z_]\w*)(?:\{(?<labels>.*)\})? [^ ]+$", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"(\w+)=""(?:[^""\\]|\\.)*""")]
    private static partial Regex Label();
}

using FastEndpoints;
using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Inputs.Tests.Marks;

/// <summary>What is marked with [CacheDimension] is what evictions name, and what is marked with [CacheIgnore] is in no key, whatever binds it.</summary>
[Collection("FastEndpoints")] // It keeps one host in a static field.
public sealed class MarkTests
{
    private static int _runs;

    public static MatrixTheoryData<string, bool> Styles => new(["lambda", "properties", "record", "action", "model", "page", "fast"], [false, true]);

    public static string Answer(string read, string? trace) => $"{read} {trace is null} #{Interlocked.Increment(ref _runs)}";

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Get_ParameterThatIsIgnored_IsInNoKey(string style, bool overTasker)
    {
        await using var host = await StartAsync(style, overTasker);

        var first = await host.GetAsync($"/marked/{style}?marked=1&trace=x");

        Assert.Equal(first, await host.GetAsync($"/marked/{style}?marked=1&trace=y"));
        Assert.NotEqual(first, await host.GetAsync($"/marked/{style}?marked=1&a=2&trace=x"));
        Assert.NotEqual(first, await host.GetAsync($"/marked/{style}?marked=1&d=2&trace=x"));
        Assert.DoesNotContain(host.Logs.Entries, static entry => entry.EventId.Name == "UndeclaredInput");
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Evict_ParameterThatIsMarked_TakesItsResponsesOnly(string style, bool overTasker)
    {
        await using var host = await StartAsync(style, overTasker);
        var gone = await host.GetAsync($"/marked/{style}?marked=1&a=2");
        var stays = await host.GetAsync($"/marked/{style}?marked=2&a=2");

        Assert.Equal(EvictionResult.Confirmed, await host.Evictor.EvictAsync([CacheTag.For($"marked-{style}").With("marked", "1")], TestContext.Current.CancellationToken));

        Assert.NotEqual(gone, await host.GetAsync($"/marked/{style}?marked=1&a=2"));
        Assert.Equal(stays, await host.GetAsync($"/marked/{style}?marked=2&a=2"));
    }

    private static Task<InputHost> StartAsync(string style, bool overTasker) => InputHost.StartAsync(
        overTasker,
        services =>
        {
            switch (style)
            {
                case "action" or "model":
                    services.AddControllers();
                    break;
                case "page":
                    services.AddRazorPages(InputHost.OnlyPage("/Marked"));
                    break;
                case "fast":
                    services.AddFastEndpoints(static options => options.Assemblies = [typeof(MarkedFastEndpoint).Assembly]);
                    break;
            }
        },
        app =>
        {
            switch (style)
            {
                case "lambda":
                    app.MapGet("/marked/lambda", static ([CacheDimension] string? marked, string? a, string? b, string? c, string? d, [CacheIgnore] string? trace) => Answer($"{marked} {a} {b} {c} {d}", trace)).CacheResource("marked-lambda");
                    break;
                case "properties":
                    app.MapGet("/marked/properties", static ([AsParameters] MarkedQuery query) => Answer($"{query}", query.Trace)).CacheResource("marked-properties");
                    break;
                case "record":
                    app.MapGet("/marked/record", static ([AsParameters] MarkedRecord query) => Answer($"{query}", query.Trace)).CacheResource("marked-record");
                    break;
                case "action" or "model":
                    app.MapControllers();
                    break;
                case "page":
                    app.MapRazorPages();
                    break;
                case "fast":
                    app.UseFastEndpoints();
                    break;
            }
        });
}

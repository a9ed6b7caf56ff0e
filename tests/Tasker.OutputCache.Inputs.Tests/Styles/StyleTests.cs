using FastEndpoints;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Xunit;

namespace Tasker.OutputCache.Inputs.Tests.Styles;

/// <summary>Handlers of every style that read one undeclared thing each: 44 of them, over both middlewares.</summary>
[Collection("FastEndpoints")] // It keeps one host in a static field.
public sealed class StyleTests
{
    private static readonly Dictionary<string, Action<WebApplication, UndeclaredReading>> Styles = new()
    {
        ["lambda"] = static (app, reading) => reading.Cache(app.MapGet("/styles/lambda", (HttpContext context) => reading.Answer(context))),
        ["delegate"] = static (app, reading) => reading.Cache(app.MapGet("/styles/delegate", (RequestDelegate)(context => context.Response.WriteAsync(reading.Answer(context))))),
        ["result"] = static (app, reading) => reading.Cache(app.MapGet("/styles/result", static () => new ReadingResult())),
        ["itself"] = static (app, reading) => reading.Cache(app.MapGet("/styles/itself", static (BoundByItself bound) => UndeclaredReading.Number(bound.Read))),
        ["service"] = static (app, reading) => reading.Cache(app.MapGet("/styles/service", static (AccessorService service) => service.Answer())),
        ["endpointfilter"] = static (app, reading) => reading.Cache(app.MapGet("/styles/endpointfilter", static () => "replaced")
            .AddEndpointFilter(async (context, next) => await next(context) is string ? reading.Answer(context.HttpContext) : null)),
        ["action"] = static (app, reading) => reading.Cache(app.MapControllers()),
        ["binder"] = static (app, reading) => reading.Cache(app.MapControllers()),
        ["filter"] = static (app, reading) => reading.Cache(app.MapControllers()),
        ["page"] = static (app, reading) => reading.Cache(app.MapRazorPages()),
        ["fast"] = static (app, _) => app.UseFastEndpoints(),
    };

    public static MatrixTheoryData<string, string, bool> Handlers => new(Styles.Keys, UndeclaredReading.All.Select(static reading => reading.Name), [false, true]);

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Get_HandlerReadsWhatItDoesNotDeclare_EveryClientHasItsOwnAndOneLineSaysSo(string style, string name, bool overTasker)
    {
        var reading = UndeclaredReading.Of(name);
        await using var host = await StartAsync(style, reading, overTasker);

        foreach (var client in new[] { "a", "b", "a", "b" })
        {
            var (answer, status) = await SendAsync(host, style, client);
            Assert.StartsWith($"[{client}] #", answer, StringComparison.Ordinal);
            Assert.Equal($"tasker; fwd=miss; detail={reading.Reason}", status);
        }

        var line = Assert.Single(host.Logs.Entries, entry => entry.EventId.Name == "UndeclaredInput");
        Assert.Contains(reading.Line, line.Message, StringComparison.Ordinal);
        Assert.Contains(reading.Fix, line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Get_WithTheFix_Hits(string style, string name, bool overTasker)
    {
        await using var host = await StartAsync(style, UndeclaredReading.Of(name) with { IsDeclared = true }, overTasker);
        var (first, _) = await SendAsync(host, style, "a");
        var (other, _) = await SendAsync(host, style, "b");

        var (again, status) = await SendAsync(host, style, "a");

        Assert.StartsWith("[a] #", first, StringComparison.Ordinal);
        Assert.StartsWith("[b] #", other, StringComparison.Ordinal);
        Assert.Equal(first, again);
        Assert.StartsWith("tasker; hit", status, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Logs.Entries, static entry => entry.EventId.Name == "UndeclaredInput");
    }

    private static Task<InputHost> StartAsync(string style, UndeclaredReading reading, bool overTasker) => InputHost.StartAsync(
        overTasker,
        services =>
        {
            services.AddSingleton(reading);
            services.AddScoped<ReadingFilter>();
            switch (style)
            {
                case "service":
                    services.AddHttpContextAccessor().AddScoped<AccessorService>();
                    break;
                case "action" or "binder" or "filter":
                    services.AddControllers().ConfigureApplicationPartManager(static parts => parts.ApplicationParts.Add(new AssemblyPart(typeof(StyleController).Assembly)));
                    break;
                case "page":
                    services.AddRazorPages(InputHost.OnlyPage("/Style"));
                    break;
                case "fast":
                    services.AddFastEndpoints(static options => options.Assemblies = [typeof(StyleFastEndpoint).Assembly]);
                    break;
            }
        },
        app => Styles[style](app, reading));

    private static async Task<(string Answer, string Status)> SendAsync(InputHost host, string style, string client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/styles/{style}?q={client}")
        {
            Headers = { { "X-Shop", client }, { "Accept-Language", client }, { "Cookie", $"theme={client}" } },
        };
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.Trim(), Assert.Single(response.Headers.GetValues("Cache-Status")));
    }
}

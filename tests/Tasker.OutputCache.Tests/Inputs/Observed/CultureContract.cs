using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>Every culture has responses of its own, declared or not; localization that comes after the cache shares nothing.</summary>
public abstract class CultureContract : HttpContract
{
    private static readonly CultureInfo[] Cultures = [new NamedCulture("de-DE"), new NamedCulture("fr-FR"), new NamedCulture("en-US")];

    private int _runs;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_LocalizedBeforeTheCache_EveryCultureHasItsOwn(bool isDeclared)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartLocalizedAsync(MapTexts(isDeclared ? ["culture"] : null), logs);
        var answers = new Dictionary<string, string>();

        // Three ways to the same culture: a header, a query, a cookie.
        foreach (var culture in new[] { "de-DE", "fr-FR", "en-US" })
        {
            answers[culture] = await GetAsync(app, "/x", culture);
            Assert.StartsWith($"{culture} {culture} ", answers[culture], StringComparison.Ordinal);
        }

        foreach (var (culture, answer) in answers)
        {
            Assert.Equal(answer, await GetAsync(app, "/x", culture));
            Assert.Equal(answer, await GetAsync(app, $"/x?culture={culture}", "en-US"));
        }

        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Get_TextsInAnotherCultureThanDates_AreOneMore()
    {
        await using var app = await StartLocalizedAsync(MapTexts(["culture"]));

        var mixed = await GetAsync(app, "/x?culture=de-DE&ui-culture=fr-FR", "en-US");

        Assert.StartsWith("de-DE fr-FR ", mixed, StringComparison.Ordinal);
        Assert.StartsWith("fr-FR de-DE ", await GetAsync(app, "/x?culture=fr-FR&ui-culture=de-DE", "en-US"), StringComparison.Ordinal);
        Assert.StartsWith("de-DE de-DE ", await GetAsync(app, "/x?culture=de-DE", "en-US"), StringComparison.Ordinal);
        Assert.Equal(mixed, await GetAsync(app, "/x?culture=de-DE&ui-culture=fr-FR", "fr-FR"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("culture")]
    [InlineData("built")]
    public async Task Get_LocalizedAfterTheCache_IsRefusedAndTheLineNamesThePlace(string? declaration)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            declaration == "built" ? app => app.MapGet("/x", Answer).CacheAnalytics("x", static parameters => parameters.Culture()) : MapTexts(declaration is null ? null : [declaration]),
            pipeline: app =>
            {
                UseCache(app);
                app.UseRequestLocalization(Localize);
            },
            logs: logs);

        for (var round = 0; round < 2; round++)
        {
            foreach (var culture in new[] { "de-DE", "fr-FR" })
            {
                using var response = await SendAsync(app, "/x", culture);
                Assert.StartsWith($"{culture} {culture} ", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
                Assert.StartsWith("tasker; fwd=miss; detail=undeclared-", StatusOf(response), StringComparison.Ordinal);
            }
        }

        Assert.All(logs.Entries.Where(static entry => entry.Level >= LogLevel.Warning), static entry => Assert.Contains("UseRequestLocalization before UseOutputCache", entry.Message, StringComparison.Ordinal));
        Assert.Contains(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Evict_OneCulture_TakesItsResponsesOnly()
    {
        await using var app = await StartLocalizedAsync(MapTexts(["culture"]));
        var german = await GetAsync(app, "/x", "de-DE");
        var mixed = await GetAsync(app, "/x?culture=fr-FR&ui-culture=de-DE", "en-US");
        var french = await GetAsync(app, "/x", "fr-FR");

        Assert.Equal(EvictionResult.Confirmed, await app.Evictor.EvictAsync([CacheTag.For("analytics").With("culture", "de-DE")], Token));

        Assert.NotEqual(german, await GetAsync(app, "/x", "de-DE"));
        Assert.NotEqual(mixed, await GetAsync(app, "/x?culture=fr-FR&ui-culture=de-DE", "en-US"));
        Assert.Equal(french, await GetAsync(app, "/x", "fr-FR"));
    }

    [Theory]
    [InlineData(UndeclaredInputs.Refuse)]
    [InlineData(UndeclaredInputs.Ignore)]
    public async Task Evict_HandlerChoosesACultureItself_TheTagIsThatOfTheKey(UndeclaredInputs inputs)
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", () =>
            {
                var answer = Answer();
                CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = Cultures[2];
                return answer;
            }).CacheAnalytics("x", ["culture"]),
            options => options.Resources["analytics"] = new CacheResourceOptions { Inputs = inputs },
            pipeline: UseLocalized);
        var german = await GetAsync(app, "/x", "de-DE");
        Assert.Equal(german, await GetAsync(app, "/x", "de-DE"));

        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("culture", "de-DE")], Token);

        Assert.NotEqual(german, await GetAsync(app, "/x", "de-DE"));
    }

    [Fact]
    public async Task Evict_CultureOfTheKeyOnly_IsNoDimension()
    {
        await using var app = await StartLocalizedAsync(app => app.MapGet("/x", Answer).CacheAnalytics("x", static parameters => parameters.Culture()));
        var german = await GetAsync(app, "/x", "de-DE");
        Assert.StartsWith("fr-FR ", await GetAsync(app, "/x", "fr-FR"), StringComparison.Ordinal);

        Assert.Equal(EvictionResult.Refused, await app.Evictor.EvictAsync([CacheTag.For("analytics").With("culture", "de-DE")], Token));

        Assert.Equal(german, await GetAsync(app, "/x", "de-DE"));
    }

    // The name is older than the word.
    [Fact]
    public async Task Get_HandlerBindsAParameterOfThisName_ThatIsWhatIsDeclared()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/x", (string? culture) => $"{culture} {Count()}").CacheAnalytics("x", ["culture"]);
                app.MapGet("/y/{culture}", (HttpContext context) => $"{context.Request.RouteValues["culture"]} {Count()}").CacheAnalytics("y", ["culture"]);
            },
            logs: logs);

        Assert.StartsWith("a ", await app.Client.GetStringAsync("/x?culture=a", Token), StringComparison.Ordinal);
        Assert.StartsWith("b ", await app.Client.GetStringAsync("/x?culture=b", Token), StringComparison.Ordinal);
        var gone = await app.Client.GetStringAsync("/y/a", Token);
        Assert.Equal(gone, await app.Client.GetStringAsync("/y/a", Token));
        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("culture", "a")], Token);
        Assert.NotEqual(gone, await app.Client.GetStringAsync("/y/a", Token));
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Get_HandlerReadsAQueryParameterOfThisName_IsRefusedAndTheFixIsTheQuerys()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/x", (HttpContext context) => $"{context.Request.Query["culture"]} {Count()}").CacheAnalytics("x", ["culture"]);
                app.MapGet("/y", (HttpContext context) => $"{context.Request.Query["culture"]} {Count()}").CacheAnalytics("y", ["query:culture"]);
            },
            logs: logs);

        Assert.StartsWith("a ", await app.Client.GetStringAsync("/x?culture=a", Token), StringComparison.Ordinal);
        Assert.StartsWith("b ", await app.Client.GetStringAsync("/x?culture=b", Token), StringComparison.Ordinal);
        Assert.Contains("vary: [\"culture\", \"query:culture\"]", Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning).Message, StringComparison.Ordinal);
        var cached = await app.Client.GetStringAsync("/y?culture=a", Token);
        Assert.Equal(cached, await app.Client.GetStringAsync("/y?culture=a", Token));
        Assert.StartsWith("b ", await app.Client.GetStringAsync("/y?culture=b", Token), StringComparison.Ordinal);
    }

    private Action<WebApplication> MapTexts(string[]? vary) => app => app.MapGet("/x", Answer).CacheAnalytics("x", vary);

    private Task<TestApp> StartLocalizedAsync(Action<WebApplication> endpoints, CollectingLoggerProvider? logs = null) => StartAsync(endpoints, pipeline: UseLocalized, logs: logs);

    private void UseLocalized(WebApplication app)
    {
        app.UseRequestLocalization(Localize);
        UseCache(app);
    }

    private static void Localize(RequestLocalizationOptions options)
    {
        options.DefaultRequestCulture = new RequestCulture(Cultures[2]);
        options.SupportedCultures = Cultures;
        options.SupportedUICultures = Cultures;
    }

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, string url, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Accept-Language", language } } };
        return await app.Client.SendAsync(request, Token);
    }

    private static async Task<string> GetAsync(TestApp app, string url, string language)
    {
        using var response = await SendAsync(app, url, language);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private string Answer() => $"{CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name} {Count()}";

    private string Count() => $"#{Interlocked.Increment(ref _runs)}";
}

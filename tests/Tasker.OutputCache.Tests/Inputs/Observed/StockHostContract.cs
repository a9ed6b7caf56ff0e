using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>A host with everything that hosts have, where the documentation puts it, is cached without a word; what stands in a wrong place is named.</summary>
public abstract class StockHostContract : HttpContract
{
    private int _runs;

    [Fact]
    public async Task Get_EverythingInItsPlace_HitsAndWarnsOfNothing()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(Map, services: AddAll, logs: logs, pipeline: UseAll);

        foreach (var url in new[] { "/minimal/7?ns=a", "/stock/orders/7?ns=a", "/file" })
        {
            var first = await GetAsync(app, url);
            var second = await GetAsync(app, url);

            Assert.Equal(first.Body, second.Body);
            Assert.StartsWith("tasker; hit", second.Status, StringComparison.Ordinal);
        }

        Assert.Equal("Healthy", await app.Client.GetStringAsync("/health", Token));
        Assert.True(app.Services.GetServices<ILoggerProvider>().OfType<EnrichingLogger>().Single().Seen > 0);
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning && entry.Category.StartsWith("Tasker", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Entries, static entry => entry.EventId.Name == "UndeclaredInputReported");
    }

    [Theory]
    [InlineData("localization", "undeclared-", "Accept-Language")]
    [InlineData("https", "undeclared-scheme", "the scheme of the request")]
    [InlineData("own-logging", "undeclared-headers", "all headers")]
    [InlineData("cors", "undeclared-header-origin", "the header 'Origin'")]
    public async Task Get_MiddlewareBehindTheCache_IsNamedInOneLine(string what, string reason, string input)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(Map, services: AddAll, logs: logs, pipeline: app =>
        {
            app.Use((context, next) =>
            {
                context.Request.Scheme = what == "https" ? what : context.Request.Scheme;
                return next(context);
            });
            app.UseRouting();
            UseCache(app);
            switch (what)
            {
                case "localization":
                    app.UseRequestLocalization();
                    break;
                case "https":
                    app.UseHttpsRedirection();
                    break;
                case "cors":
                    app.UseCors(static policy => policy.WithOrigins("https://shop.example"));
                    break;
                default:
                    app.Use(static (context, next) =>
                    {
                        Assert.NotEmpty(string.Join('|', context.Request.Headers.Select(static header => header.Key)));
                        return next(context);
                    });
                    break;
            }
        });

        for (var i = 0; i < 3; i++)
        {
            Assert.StartsWith($"tasker; fwd=miss; detail={reason}", (await GetAsync(app, "/minimal/7")).Status, StringComparison.Ordinal);
        }

        string[] lines = [.. logs.Entries.Where(static entry => entry.EventId.Name == "UndeclaredInput").Select(static entry => entry.Message)];
        Assert.True(lines.Count(line => line.Contains(input, StringComparison.Ordinal)) == 1, string.Join('\n', lines));
    }

    [Fact]
    public async Task Get_RequestLoggingOfTheFrameworkBehindTheCache_IsDismissed()
    {
        await using var app = await StartAsync(Map, services: AddAll, pipeline: app =>
        {
            app.UseRouting();
            UseCache(app);
            app.UseHttpLogging();
        });

        await GetAsync(app, "/minimal/7");

        Assert.StartsWith("tasker; hit", (await GetAsync(app, "/minimal/7")).Status, StringComparison.Ordinal);
    }

    private void Map(WebApplication app)
    {
        app.MapControllers();
        app.MapHealthChecks("/health");
        app.MapGet("/minimal/{id:int}", (int id, string? ns, ILogger<StockHostContract> logger, int limit = 10) =>
        {
            logger.LogInformation("Order {Id}", id);
            return TypedResults.Ok(new StockOrder(id, ns, limit, Interlocked.Increment(ref _runs)));
        }).CacheResource("stock-minimal");
        app.MapGet("/file", () => TypedResults.File("file"u8.ToArray(), "text/plain", lastModified: DateTimeOffset.UnixEpoch)).CacheResource("stock-file");
    }

    private static void AddAll(IServiceCollection services)
    {
        services.AddControllers().ConfigureApplicationPartManager(static parts =>
        {
            parts.FeatureProviders.Clear();
            parts.FeatureProviders.Add(new OnlyControllers(typeof(StockController)));
        });
        services.AddHttpContextAccessor();
        services.AddHttpLogging(static options => options.LoggingFields = Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All);
        services.AddProblemDetails();
        services.AddLocalization();
        services.AddCors();
        services.AddAntiforgery();
        services.AddResponseCompression(static options => options.EnableForHttps = true);
        services.AddHealthChecks();
        services.AddSession();
        services.AddDistributedMemoryCache();
        services.AddHttpsRedirection(static options => options.HttpsPort = 443);
        services.AddAuthentication("test").AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, ClientUsers>("test", null);
        services.AddAuthorization();
        services.AddSingleton<ILoggerProvider, EnrichingLogger>();
        foreach (var resource in new[] { "stock-orders", "stock-minimal", "stock-file" })
        {
            services.Configure<TaskerCachingOptions>(options => options.Resources[resource] = new CacheResourceOptions());
        }
    }

    private void UseAll(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseHttpLogging();
        app.Use(static async (context, next) =>
        {
            // As telemetry does it: at the start, when the head leaves, and at the end.
            var before = Read(context);
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Trace"] = $"{Read(context).Length}";
                return Task.CompletedTask;
            });
            await next(context);
            Assert.Equal(before.Length, Read(context).Length);
        });
        app.UseRouting();
        app.UseRequestLocalization();
        app.UseCors(static policy => policy.WithOrigins("https://shop.example"));
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseSession();
        app.UseResponseCompression();
        app.UseAntiforgery();
        UseCache(app);
    }

    private static string Read(HttpContext context) =>
        $"{context.Request.Headers.UserAgent}{context.Request.Headers["X-Shop"]}{context.Connection.RemoteIpAddress}{context.User.Identity?.Name}{context.Request.Host}{context.Features.Get<IHttpRequestFeature>()?.Scheme}";

    private static async Task<(string Body, string Status)> GetAsync(TestApp app, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("User-Agent", "tests");
        request.Headers.Add("X-Shop", "a");
        request.Headers.Add("Accept-Language", "de");
        var response = await app.Client.SendAsync(request, Token);
        return (await response.Content.ReadAsStringAsync(Token), StatusOf(response));
    }
}

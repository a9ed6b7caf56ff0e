using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities.Layers;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

public sealed class ConfigurationEndpointTests : IDisposable
{
    private const string Secret = "hunter2canary";

    private readonly LayerFolder _folder = new();
    private readonly CollectingLoggerProvider _logs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task Configuration_OpenForTheCaller_SaysWhatIsInForceAndFromWhere()
    {
        _folder.WriteBase("[common.cache]\nkey_prefix = 'shop'\ncolour = 'red'");
        await using var app = await StartAsync(open: true);

        using var response = await app.GetTestClient().GetAsync("/admin/configuration", Token);

        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var report = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("common.cache", report.GetProperty("section").GetString());
        var setting = Assert.Single(report.GetProperty("settings").EnumerateArray(), static s => s.GetProperty("key").GetString() == "key_prefix");
        Assert.Equal("shop", setting.GetProperty("value").GetString());
        Assert.Equal("config/tasker/base/common.toml:2", setting.GetProperty("source").GetString());
        Assert.Contains("colour", Assert.Single(report.GetProperty("problems").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_NotOpened_IsNotThere()
    {
        await using var app = await StartAsync(open: false);

        using var response = await app.GetTestClient().GetAsync("/admin/configuration", Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Configuration_SecretsBehindAnyKey_AreOnNoPageAndInNoLog()
    {
        _folder.WriteBase(
            """
            [common.cache]
            tenant_claim = "${REDIS_URL}"
            backend = "${REDIS_URL}"
            key_prefix = "redis://:hunter2canary@x"
            lease = "${REDIS_URL:-redis://:hunter2canary@x}"
            passwrod = "hunter2canary"
            redis_ulr = "redis://:hunter2canary@x"
            redis = "redis://:hunter2canary@x"
            """);
        await using var app = await StartAsync(open: true);

        var page = await app.GetTestClient().GetStringAsync("/admin/configuration", Token);

        Assert.Contains("tenant_claim", page, StringComparison.Ordinal);
        Assert.NotEmpty(_logs.Entries);
        Assert.DoesNotContain(Secret, page, StringComparison.Ordinal);
        Assert.DoesNotContain(_logs.Entries, static entry => $"{entry.Message} {entry.Exception}".Contains(Secret, StringComparison.Ordinal));
    }

    private async Task<WebApplication> StartAsync(bool open)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = _folder.Path,
            EnvironmentName = "Production",
            Args = [$"--REDIS_URL=redis://u:{Secret}@localhost:1"],
        });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(_logs).SetMinimumLevel(LogLevel.Trace);
        builder.Configuration.AddTaskerConfiguration(builder.Environment);
        builder.Services.AddTaskerOutputCache(builder.Configuration);
        var app = builder.Build();
        app.UseOutputCache();
        var admin = app.MapTaskerCache("/admin");
        if (open)
        {
            admin.AllowAnonymous();
        }

        await app.StartAsync(Token);
        return app;
    }
}

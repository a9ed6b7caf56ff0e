using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities.Logging;

namespace Tasker.Caching.Redis.Tests.Hosting;

/// <summary>An address that can't be used is said with the place where it was written.</summary>
public sealed class WrongAddressTests : IDisposable
{
    private const string Wrong = """
        [common.cache]
        backend = "redis"
        [common.cache.redis]
        url = "reddis://:secret@localhost:6379"
        """;

    private readonly CollectingLoggerProvider _logs = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tasker-address-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_SchemeOfTheUrlIsUnknown_NamesFileLineAndKey()
    {
        var message = await StartAsync(Wrong, static _ => { }, 608);

        Assert.Contains("wrong.toml:4: common.cache.redis.url is wrong: the scheme 'reddis' is unknown; allowed are redis, ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CodeHasChangedTheUrl_BlamesNoPlaceOfTheConfiguration()
    {
        var message = await StartAsync(Wrong, static tier => tier.Url = "http://a", 608);

        Assert.Contains(": redis.url is wrong: the scheme 'http' is unknown", message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong.toml", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UrlIsAVariableThatMayNotBeRead_SaysThatTheDefaultIsUsed()
    {
        var message = await StartAsync("[common.cache]\nredis.url = \"${HOME}\"", static _ => { }, 6);

        Assert.Contains("wrong.toml:2: common.cache.redis.url can't be expanded: ", message, StringComparison.Ordinal);
        Assert.EndsWith("; the default is used.", message, StringComparison.Ordinal);
    }

    /// <returns>The one line of a kind that the start has logged.</returns>
    private async Task<string> StartAsync(string toml, Action<RedisTierOptions> configure, int id)
    {
        var file = Path.Combine(_folder.FullName, "wrong.toml");
        await File.WriteAllTextAsync(file, toml, Token);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.Configuration.AddTomlFile(file, optional: false, reloadOnChange: false);
        builder.Services.AddTaskerOutputCache(builder.Configuration).AddRedis(configure);

        await using var app = builder.Build();
        app.UseOutputCache();
        await app.StartAsync(Token);

        return Assert.Single(_logs.Entries, line => line.EventId.Id == id).Message;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities.Logging;

namespace Tasker.OutputCache.Redis.Tests.Hosting;

/// <summary>An address that can't be used is said with the place where it was written.</summary>
public sealed class WrongAddressTests : IDisposable
{
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
        var message = await StartAsync(static _ => { });

        Assert.Contains("wrong.toml:4: common.cache.redis.url is wrong: the scheme 'reddis' is unknown; allowed are redis, ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CodeHasChangedTheUrl_BlamesNoPlaceOfTheConfiguration()
    {
        var message = await StartAsync(static tier => tier.Url = "http://a");

        Assert.Contains(": redis.url is wrong: the scheme 'http' is unknown", message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong.toml", message, StringComparison.Ordinal);
    }

    private async Task<string> StartAsync(Action<RedisTierOptions> configure)
    {
        var file = Path.Combine(_folder.FullName, "wrong.toml");
        await File.WriteAllTextAsync(file, """
            [common.cache]
            backend = "redis"
            [common.cache.redis]
            url = "reddis://:secret@localhost:6379"
            """, Token);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.Configuration.AddTomlFile(file, optional: false, reloadOnChange: false);
        builder.Services.AddTaskerOutputCache(builder.Configuration).AddRedis(configure);

        await using var app = builder.Build();
        app.UseOutputCache();
        await app.StartAsync(Token);

        return Assert.Single(_logs.Entries, static line => line.EventId.Id == 608).Message;
    }
}

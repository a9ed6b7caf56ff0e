using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Layers;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration.Report;

public sealed class ConfigurationCheckTests : IDisposable
{
    private static readonly string[] Asked = ["config", "check"];

    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_NothingIsWrong_PrintsWhatIsInForceAndFromWhere()
    {
        _folder.WriteBase("[common.cache]\nanalytics_ttl_seconds = 61\nkey_prefix = 'a'");
        _folder.WriteEnvironment("[common.cache]\nkey_prefix = 'b'");

        var (code, text) = Check(static options => options.MaxWait = TimeSpan.FromSeconds(5));

        Assert.Equal(0, code);
        Assert.Matches(@"\[common\.cache\]", text);
        Assert.Matches(@"(?m)^key_prefix +b +# config/tasker/environments/test/common\.toml:2$", text);
        Assert.Matches(@"(?m)^resources\.analytics\.ttl_seconds +61s +# config/tasker/base/common\.toml:2$", text);
        Assert.Matches(@"(?m)^resources\.analytics\.requires_shared +false +# default$", text);
        Assert.Matches(@"(?m)^lease_seconds +10s +# default$", text);
        Assert.Matches(@"(?m)^max_wait_seconds +5s +# code$", text);
        Assert.Contains("No problems.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[common.cache]\nbackend = 'mysql'", "common.toml:2: common.cache.backend = 'mysql' is not allowed")]
    [InlineData("[common.cache]\nbackend = 'redis'", "common.toml:2: backend = 'redis' needs the package Tasker.Caching.Redis")]
    [InlineData("[common.cache", "common.toml:1:14 can't be read")]
    [InlineData("[common.cache]\nlease = '40s'", "common.toml:2: lease_seconds = '40s' is longer than anybody waits")]
    public void Check_SomethingIsWrong_PrintsItAndFails(string toml, string expected)
    {
        _folder.WriteBase(toml);

        var (code, text) = Check();

        Assert.Equal(1, code);
        Assert.Contains("1 problem:", text, StringComparison.Ordinal);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OtherArguments_AreForTheProgram()
    {
        using var host = Build();

        Assert.Null(host.CheckTaskerConfiguration([]));
        Assert.Null(host.CheckTaskerConfiguration(["config"]));
        Assert.Null(host.CheckTaskerConfiguration(["--urls", "http://localhost"]));
    }

    private (int? Code, string Text) Check(Action<TaskerCachingOptions>? configure = null)
    {
        using var host = Build(configure);
        using var output = new StringWriter();
        return (host.CheckTaskerConfiguration(Asked, output), output.ToString());
    }

    private IHost Build(Action<TaskerCachingOptions>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _folder.Path, EnvironmentName = "Test" });
        builder.Configuration.AddTaskerConfiguration(builder.Environment);
        builder.Services.AddTaskerOutputCache(builder.Configuration, configure);
        return builder.Build();
    }
}

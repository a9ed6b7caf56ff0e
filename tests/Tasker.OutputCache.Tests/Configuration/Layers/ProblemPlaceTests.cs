using Microsoft.Extensions.Configuration;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Keys;
using Tasker.Configuration.Toml;
using Tasker.OutputCache.TestUtilities.Layers;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration.Layers;

/// <summary>Every mistake is told with its place, its value and what is allowed.</summary>
public sealed class ProblemPlaceTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bind_SeveralMistakesInSeveralLayers_AreAllToldWithTheirPlaces()
    {
        _folder.WriteBase(
            """
            [common.cache]
            backend = "mysql"
            default_tll_seconds = 5

            [common.cache.resources."a b"]
            ttl_seconds = 1

            [common.cache.memory]
            max_capacity = -1
            """);
        _folder.WriteEnvironment("[common.cache.resources.analytics]\nconsistency = 'eventual'");
        _folder.Write("appsettings.json", """{ "common": { "cache": { "memory": { "max_bytes": "much" } } } }""");

        var problems = Bind("--common:cache:lease_seconds=x").Problems.Select(static problem => problem.ToString()).ToList();

        Assert.Equal(7, problems.Count);
        Assert.Contains("config/tasker/base/common.toml:2: common.cache.backend = 'mysql' is not allowed; memory is used. Allowed: redis, dragonfly, valkey, garnet, memcached, postgres, memory, moka, in-memory, in-process.", problems);
        Assert.Contains("config/tasker/base/common.toml:3: common.cache.default_tll_seconds is not a key of the cache and is ignored. Did you mean 'default_ttl_seconds'?", problems);
        Assert.Contains(problems, static text => text.StartsWith("config/tasker/base/common.toml:5: common.cache.resources.a b is no name", StringComparison.Ordinal));
        Assert.Contains(problems, static text => text.StartsWith("config/tasker/base/common.toml:9: common.cache.memory.max_capacity = '-1' is not allowed", StringComparison.Ordinal));
        Assert.Contains(problems, static text => text.StartsWith("config/tasker/environments/test/common.toml:2: common.cache.resources.analytics.consistency = 'eventual'", StringComparison.Ordinal));
        Assert.Contains(problems, static text => text.StartsWith("appsettings.json:1: common.cache.memory.max_bytes = 'much' is not allowed", StringComparison.Ordinal));
        Assert.Contains(problems, static text => text.StartsWith("command line --common:cache:lease_seconds: common.cache.lease_seconds = 'x'", StringComparison.Ordinal));
    }

    [Fact]
    public void Bind_MistakesInJson_AreToldWithTheirLines()
    {
        _folder.Write(
            "appsettings.json",
            """
            {
              // Comments are allowed, and so are commas at ends.
              "TaskerOutputCache": {
                "DefaultTtl": "so\u006Fn", "LeaseSeconds": 0,
                "Backnd":
                  "redis",
                "VaryByHost": true,
                "ttl_jitter_percent": 1e9,
                "Memory": { "no such": { "key": null } },
                "Resources": {
                  "sales": {
                    "statuses": [
                      200,
                      "x"
                    ],
                    "consistencey": {},
                  }
                }
              },
              "TaskerOutputCache:Evictions:RetentionSeconds": -1
            }
            """);

        var problems = Bind().Problems.Select(static problem => $"{problem.Origin} {problem.Key}").Order(StringComparer.Ordinal);

        Assert.Equal(
            new[]
            {
                "appsettings.json:4 TaskerOutputCache.DefaultTtl",
                "appsettings.json:4 TaskerOutputCache.LeaseSeconds",
                "appsettings.json:5 TaskerOutputCache.Backnd",
                "appsettings.json:8 TaskerOutputCache.ttl_jitter_percent",
                "appsettings.json:9 TaskerOutputCache.Memory.no such",
                "appsettings.json:12 TaskerOutputCache.Resources.sales.statuses",
                "appsettings.json:16 TaskerOutputCache.Resources.sales.consistencey",
                "appsettings.json:20 TaskerOutputCache.Evictions.RetentionSeconds",
            }.Order(StringComparer.Ordinal),
            problems);
    }

    /// <summary>The line is looked up in the file as it is now, and only given where what stands there is in force.</summary>
    [Theory]
    [InlineData("""{ "TaskerOutputCache": { "DefaultTtl": "later" } }""", "appsettings.json")]
    [InlineData("""{ "TaskerOutputCache": { } }""", "appsettings.json")]
    [InlineData("""{ "TaskerOutputCache": { "DefaultTtl": "soon", """, "appsettings.json")]
    [InlineData("", "appsettings.json")]
    [InlineData("\n\n{ \"TaskerOutputCache\": { \"DefaultTtl\": \"soon\" } }", "appsettings.json:3")]
    public void Bind_JsonThatHasChangedSinceItWasLoaded_IsToldWithItsLineOnlyIfItIsTheSame(string now, string place)
    {
        _folder.Write("appsettings.json", """{ "TaskerOutputCache": { "DefaultTtl": "soon" } }""");
        var configuration = _folder.Configure();

        _folder.Write("appsettings.json", now);

        Assert.StartsWith($"{place}: TaskerOutputCache.DefaultTtl = 'soon' is not allowed; 1m is used.", Assert.Single(ConfigurationText.Bind(configuration).Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_MistakeInJsonOfAChainedConfiguration_IsToldWithItsLine()
    {
        _folder.Write("appsettings.json", "{\n\"TaskerOutputCache\": {\n\"DefaultTtl\": \"soon\" } }");
        var outer = new ConfigurationBuilder().AddConfiguration(_folder.Configure()).Build();

        Assert.Equal("appsettings.json:3", Assert.Single(ConfigurationText.Bind(outer).Problems).Origin);
    }

    [Fact]
    public void Bind_VariableThatMayNotBeExpanded_IsToldWithItsPlaceAndNotRead()
    {
        _folder.WriteBase("[common.cache]\nkey_prefix = '${HOME}'");

        var result = Bind();

        Assert.StartsWith("config/tasker/base/common.toml:2: common.cache.key_prefix can't be expanded", Assert.Single(result.Problems).ToString(), StringComparison.Ordinal);
        Assert.Equal("tasker", result.Options.KeyPrefix);
    }

    [Fact]
    public void Bind_SecretBehindAnotherKey_IsNotShown()
    {
        _folder.WriteBase("[common.cache]\nbackend = '${REDIS_URL}'\ntenant_claim = 'redis://:hunter2@a:1\\n'\nlease = 'redis://:hunter2@b'");

        var configuration = _folder.Configure(args: ["--REDIS_URL=redis://:hunter2@a:1"]);
        var binder = new TaskerConfigurationBinder(new ConfigurationKeys([]), new VariableExpander(ConfigurationVariables.KnownOnly.All, name => configuration[name]));
        var problems = string.Join('\n', binder.Bind(configuration).Problems);

        Assert.Contains("backend = '${REDIS_URL}' is not allowed", problems, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problems, StringComparison.Ordinal);
    }

    private BindingResult Bind(params string[] args) => ConfigurationText.Bind(_folder.Configure(args: args));
}

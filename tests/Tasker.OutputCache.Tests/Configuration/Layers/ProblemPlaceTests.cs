using Tasker.OutputCache.Configuration;
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
        Assert.Contains("config/tasker/base/common.toml:2: common.cache.backend = 'mysql' is not allowed; memory is used. Allowed: redis, dragonfly, valkey, garnet, memcached, memory, moka, in-memory, in-process.", problems);
        Assert.Contains("config/tasker/base/common.toml:3: common.cache.default_tll_seconds is not a key of the cache and is ignored. Did you mean 'default_ttl_seconds'?", problems);
        Assert.Contains(problems, static text => text.StartsWith("config/tasker/base/common.toml:5: common.cache.resources.a b is no name", StringComparison.Ordinal));
        Assert.Contains(problems, static text => text.StartsWith("config/tasker/base/common.toml:9: common.cache.memory.max_capacity = '-1' is not allowed", StringComparison.Ordinal));
        Assert.Contains(problems, static text => text.StartsWith("config/tasker/environments/test/common.toml:2: common.cache.resources.analytics.consistency = 'eventual'", StringComparison.Ordinal));
        Assert.Contains(problems, static text => text.StartsWith("appsettings.json: common.cache.memory.max_bytes = 'much' is not allowed", StringComparison.Ordinal));
        Assert.Contains(problems, static text => text.StartsWith("command line --common:cache:lease_seconds: common.cache.lease_seconds = 'x'", StringComparison.Ordinal));
    }

    [Fact]
    public void Bind_MistakeInJson_IsToldWithItsFile()
    {
        _folder.Write("appsettings.json", """{ "TaskerOutputCache": { "DefaultTtl": "soon" } }""");

        Assert.StartsWith("appsettings.json: TaskerOutputCache.DefaultTtl = 'soon' is not allowed; 1h is used.", Assert.Single(Bind().Problems).ToString(), StringComparison.Ordinal);
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
        var binder = new TaskerConfigurationBinder(new ConfigurationKeys([]), new VariableExpander(ConfigurationVariables.KnownOnly, name => configuration[name]));
        var problems = string.Join('\n', binder.Bind(configuration).Problems);

        Assert.Contains("backend = '${REDIS_URL}' is not allowed", problems, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problems, StringComparison.Ordinal);
    }

    private BindingResult Bind(params string[] args) => ConfigurationText.Bind(_folder.Configure(args: args));
}

using Microsoft.Extensions.Configuration;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Problems;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Layers;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration.Layers;

public sealed class LayersTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // One variable per test: the environment belongs to the whole process.
    private static string Variable(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        return name;
    }

    [Fact]
    public void Layers_EachOverridesTheOneBelow()
    {
        _folder.WriteBase("[common.cache]\nlease_seconds = 11\nkey_prefix = 'from-base'");
        Assert.Equal(("11s", "config/tasker/base/common.toml:2"), Lease());

        _folder.WriteBase("[common.cache]\nlease_seconds = 12", "zzz");
        Assert.Equal(("12s", "config/tasker/base/zzz.toml:2"), Lease());

        _folder.WriteEnvironment("\n\n[common.cache]\n\nlease_seconds = 13");
        Assert.Equal(("13s", "config/tasker/environments/test/common.toml:5"), Lease());

        _folder.Write("appsettings.json", """{ "common": { "cache": { "LeaseSeconds": 14 } } }""");
        Assert.Equal(("14s", "appsettings.json:1"), Lease());

        var variable = Variable("common__cache__lease_seconds", "15");
        try
        {
            Assert.Equal(("15s", "environment variable common__cache__lease_seconds"), Lease());
            Assert.Equal(("16s", "command line --common:cache:lease_seconds"), Lease("--common:cache:lease_seconds=16"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        Assert.Equal("from-base", Bind().Options.KeyPrefix);
    }

    private (string Value, string? Origin) Lease(params string[] args)
    {
        var result = Bind(args);
        Assert.Empty(result.Problems);
        return (DurationFormat.ToText(result.Options.Lease), result.Applied[":lease"].Origin);
    }

    private BindingResult Bind(params string[] args) => ConfigurationText.Bind(_folder.Configure(args: args));

    [Fact]
    public void Layers_NoFolder_IsNoProblem() => Assert.Empty(Bind().Problems);

    [Fact]
    public void Layers_BrokenFile_CostsThatFileOnlyAndIsReported()
    {
        _folder.WriteBase("[common.cache]\nlease_seconds = 11");
        _folder.WriteBase("[common.cache]\n\nkey_prefix = ", "broken");
        var configuration = _folder.Configure();

        var problem = Assert.Single(TomlFiles.ProblemsOf(((IConfigurationRoot)configuration).Providers));

        Assert.True(problem.IsBrokenFile);
        Assert.StartsWith("config/tasker/base/broken.toml:3:14 can't be read: expected a value", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(11, ConfigurationText.Bind(configuration).Options.Lease.TotalSeconds);
    }

    [Fact]
    public void Layers_TwoKeysThatBecomeOne_AreOneWarningWithItsFile()
    {
        _folder.WriteBase("[common.cache]\nlease_seconds = 1\nLEASE_SECONDS = 2");

        var problem = Assert.Single(TomlFiles.ProblemsOf(((IConfigurationRoot)_folder.Configure()).Providers));

        Assert.StartsWith("config/tasker/base/common.toml sets a key twice. Line 3", problem.ToString(), StringComparison.Ordinal);
    }
}

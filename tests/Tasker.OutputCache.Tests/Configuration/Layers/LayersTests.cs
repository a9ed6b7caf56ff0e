using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.TestUtilities;
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

    [Theory]
    [InlineData("Production", 3)]
    [InlineData("production", 3)]
    [InlineData("Test", 2)]
    [InlineData("Staging", 1)]
    public void Layers_Environment_ChoosesTheFolder(string environment, int expected)
    {
        _folder.WriteBase("[common.cache]\nlease_seconds = 1");
        _folder.WriteEnvironment("[common.cache]\nlease_seconds = 2");
        _folder.WriteEnvironment("[common.cache]\nlease_seconds = 3", "Production");

        Assert.Equal(expected, ConfigurationText.Bind(_folder.Configure(environment)).Options.Lease.TotalSeconds);
    }

    [Fact]
    public void Layers_NoFolder_IsNoProblem() => Assert.Empty(Bind().Problems);

    [Theory]
    [InlineData("../production")]
    [InlineData("..")]
    public void AddTaskerConfiguration_EnvironmentThatIsAPath_Throws(string environment) =>
        Assert.Throws<ArgumentException>(() => new ConfigurationManager().AddTaskerConfiguration(environment));

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

    [Fact]
    public async Task Layers_FileIsChangedAddedAndBroken_IsFollowed()
    {
        _folder.WriteBase("[common.cache]\nlease_seconds = 1");
        var configuration = _folder.Configure();

        _folder.WriteBase("[common.cache]\nlease_seconds = 2");
        await WaitForLeaseAsync(configuration, 2);

        _folder.WriteBase("[common.cache]\nlease_seconds = 3", "next");
        await WaitForLeaseAsync(configuration, 3);

        _folder.WriteBase("[common.cache\nlease_seconds = 4", "next");
        await Eventually.Async(
            () => TomlFiles.ProblemsOf(((IConfigurationRoot)configuration).Providers).Any(), TimeSpan.FromSeconds(60), "the mistake is seen", TestContext.Current.CancellationToken);
        Assert.Equal(3, ConfigurationText.Bind(configuration).Options.Lease.TotalSeconds);

        _folder.WriteBase("[common.cache]\nlease_seconds = 5", "next");
        await WaitForLeaseAsync(configuration, 5);
        Assert.Empty(TomlFiles.ProblemsOf(((IConfigurationRoot)configuration).Providers));
    }

    [Fact]
    public async Task Layers_ListenerThrows_TheProcessLivesAndChangesAreFollowed()
    {
        _folder.WriteBase("[common.cache]\nlease_seconds = 1");
        var configuration = _folder.Configure();
        var told = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = ChangeToken.OnChange(configuration.GetReloadToken, () =>
        {
            told.TrySetResult(Task.CurrentId);
            throw new InvalidOperationException("somebody's options are not valid");
        });

        _folder.WriteBase("[common.cache]\nlease_seconds = 2");

        // Inside of a task, which keeps what is thrown. Out of a timer it would end the process.
        Assert.NotNull(await told.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        _folder.WriteBase("[common.cache]\nlease_seconds = 3");

        await WaitForLeaseAsync(configuration, 3);
    }

    private static Task WaitForLeaseAsync(IConfiguration configuration, int seconds) => Eventually.Async(
        () => ConfigurationText.Bind(configuration).Options.Lease.TotalSeconds == seconds,
        TimeSpan.FromSeconds(60),
        $"a lease of {seconds} s",
        TestContext.Current.CancellationToken);
}

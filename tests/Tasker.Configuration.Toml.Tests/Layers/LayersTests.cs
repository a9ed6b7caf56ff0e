using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Layers;

namespace Tasker.Configuration.Toml.Tests.Layers;

public sealed class LayersTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Production", "3")]
    [InlineData("production", "3")]
    [InlineData("Test", "2")]
    [InlineData("Staging", "1")]
    public void Layers_Environment_ChoosesTheFolder(string environment, string expected)
    {
        _folder.WriteBase("[shop]\nlimit = 1");
        _folder.WriteEnvironment("[shop]\nlimit = 2");
        _folder.WriteEnvironment("[shop]\nlimit = 3", "Production");

        Assert.Equal(expected, _folder.Configure(environment)["shop:limit"]);
    }

    [Fact]
    public void Layers_NoFolder_AreEmpty()
    {
        using var configuration = (ConfigurationManager)_folder.Configure();

        Assert.Equal(2, Layers(configuration).Count());
        Assert.Empty(Documents(configuration));
    }

    [Fact]
    public void Layers_OtherFolder_IsReadInstead()
    {
        _folder.Write("settings/base/a.toml", "limit = 1");
        _folder.Write("settings/environments/test/a.toml", "limit = 2");
        using var configuration = new ConfigurationManager();
        configuration.SetBasePath(_folder.Path);

        configuration.AddTaskerConfiguration("Test", "settings");

        Assert.Equal("2", configuration["limit"]);
        Assert.Equal(["settings/base/a.toml", "settings/environments/test/a.toml"], Documents(configuration).Select(static document => document.Path));
    }

    [Theory]
    [InlineData("../production")]
    [InlineData("..")]
    public void AddTaskerConfiguration_EnvironmentThatIsAPath_Throws(string environment) =>
        Assert.Throws<ArgumentException>(() => new ConfigurationManager().AddTaskerConfiguration(environment));

    [Fact]
    public void AddTaskerConfiguration_WithoutEnvironment_Throws()
    {
        using var configuration = new ConfigurationManager();

        Assert.Throws<ArgumentNullException>(() => configuration.AddTaskerConfiguration((IHostEnvironment)null!));
        Assert.Throws<ArgumentException>(() => configuration.AddTaskerConfiguration(" "));
    }

    [Fact]
    public void Layers_BrokenFile_CostsThatFileOnlyAndIsTold()
    {
        _folder.WriteBase("[shop]\nlimit = 11");
        _folder.WriteBase("[shop]\n\nname = ", "broken");
        using var configuration = (ConfigurationManager)_folder.Configure();

        var broken = Assert.Single(Documents(configuration), static document => document.LoadError is not null);

        Assert.Equal("config/tasker/base/broken.toml", broken.Path);
        var error = Assert.IsType<TomlFormatException>(broken.LoadError);
        Assert.Equal((3, 8), (error.Line, error.Column));
        Assert.StartsWith("expected a value", error.Reason, StringComparison.Ordinal);
        Assert.Equal("11", configuration["shop:limit"]);
    }

    // As a folder without permission does. Tests may run as root, who has them all.
    [Fact]
    public void Layers_FolderThatCannotBeListed_KeepsWhatWasAndIsTold()
    {
        _folder.WriteBase("[shop]\nlimit = 1");
        _folder.WriteEnvironment("[shop]\nname = 'a'");
        using var disk = new PhysicalFileProvider(_folder.Path);
        var files = new LockedFileProvider(disk) { Locked = "config/tasker/environments" };
        var builder = new ConfigurationBuilder().SetFileProvider(files).AddTaskerConfiguration("Test");

        // From the start.
        var root = builder.Build();

        Assert.Equal(("1", null), (root["shop:limit"], root["shop:name"]));
        var locked = Assert.Single(Documents(root), static document => document.LoadError is not null);
        Assert.Equal("config/tasker/environments/test", locked.Path);
        Assert.IsType<UnauthorizedAccessException>(locked.LoadError);

        // Open, then closed again: its settings stay.
        files.Locked = null;
        root.Reload();
        Assert.Equal("a", root["shop:name"]);
        Assert.All(Documents(root), static document => Assert.Null(document.LoadError));
        for (var i = 0; i < 2; i++)
        {
            files.Locked = "config/tasker/environments";
            root.Reload();
            Assert.Equal("a", root["shop:name"]);
            Assert.Single(Documents(root), static document => document.LoadError is not null);
        }
    }

    [Fact]
    public void Layers_FolderThatCannotBeWatched_AreReadAndItIsTold()
    {
        _folder.WriteBase("[shop]\nlimit = 1");
        using var disk = new PhysicalFileProvider(_folder.Path);

        var root = new ConfigurationBuilder()
            .SetFileProvider(new LockedFileProvider(disk) { Locked = "config/tasker/other", IsPolled = true })
            .AddTaskerConfiguration("Test")
            .Build();

        Assert.Equal("1", root["shop:limit"]);
        Assert.All(Layers(root), static layer => Assert.Equal("config/tasker", Assert.Single(layer.Documents, static document => document.LoadError is not null).Path));
    }

    [Fact]
    public async Task Layers_FileIsChangedAddedAndBroken_IsFollowed()
    {
        _folder.WriteBase("[shop]\nlimit = 1");
        using var configuration = (ConfigurationManager)_folder.Configure();

        _folder.WriteBase("[shop]\nlimit = 2");
        await WaitForLimitAsync(configuration, "2");

        _folder.WriteBase("[shop]\nlimit = 3", "next");
        await WaitForLimitAsync(configuration, "3");

        _folder.WriteBase("[shop\nlimit = 4", "next");
        await Eventually.Async(
            () => Documents(configuration).Any(static document => document.LoadError is not null), TimeSpan.FromSeconds(60), "the mistake is seen", TestContext.Current.CancellationToken);
        Assert.Equal("3", configuration["shop:limit"]);

        _folder.WriteBase("[shop]\nlimit = 5", "next");
        await WaitForLimitAsync(configuration, "5");
        Assert.All(Documents(configuration), static document => Assert.Null(document.LoadError));
    }

    [Fact]
    public async Task Layers_ListenerThrows_TheProcessLivesAndChangesAreFollowed()
    {
        _folder.WriteBase("[shop]\nlimit = 1");
        using var configuration = (ConfigurationManager)_folder.Configure();
        var told = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = ChangeToken.OnChange(((IConfiguration)configuration).GetReloadToken, () =>
        {
            told.TrySetResult(Task.CurrentId);
            throw new InvalidOperationException("somebody's options are not valid");
        });

        _folder.WriteBase("[shop]\nlimit = 2");

        // Inside of a task, which keeps what is thrown. Out of a timer it would end the process.
        Assert.NotNull(await told.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        _folder.WriteBase("[shop]\nlimit = 3");

        await WaitForLimitAsync(configuration, "3");
    }

    [Fact]
    public async Task Layers_ListenerThrows_TheHostIsToldAsOfAllTasks()
    {
        var mine = Guid.NewGuid().ToString();
        var unobserved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Collect(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.Flatten().InnerExceptions.Any(exception => exception.Message.Contains(mine, StringComparison.Ordinal)))
            {
                unobserved.TrySetResult();
            }
        }

        _folder.WriteBase("[shop]\nlimit = 1");
        using var configuration = (ConfigurationManager)_folder.Configure();
        using var listener = ChangeToken.OnChange(((IConfiguration)configuration).GetReloadToken, () => throw new InvalidOperationException(mine));
        TaskScheduler.UnobservedTaskException += Collect;
        try
        {
            _folder.WriteBase("[shop]\nlimit = 2");

            await Eventually.Async(
                () =>
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    return unobserved.Task.IsCompleted;
                },
                TimeSpan.FromSeconds(60),
                "the exception is told",
                TestContext.Current.CancellationToken);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Collect;
        }
    }

    private static IEnumerable<ITomlConfigurationProvider> Layers(IConfigurationRoot configuration) => configuration.Providers.OfType<ITomlConfigurationProvider>();

    private static IEnumerable<ITomlDocument> Documents(IConfigurationRoot configuration) => Layers(configuration).SelectMany(static layer => layer.Documents);

    private static Task WaitForLimitAsync(IConfiguration configuration, string expected) => Eventually.Async(
        () => configuration["shop:limit"] == expected, TimeSpan.FromSeconds(60), $"a limit of {expected}", TestContext.Current.CancellationToken);
}

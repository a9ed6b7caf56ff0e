using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;

namespace Tasker.Configuration.Toml.Tests.Sources;

public sealed class TomlConfigurationProviderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("toml");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AddTomlFile_EachOverload_LoadsTheFile()
    {
        Write("a.toml", "[common.cache]\nbackend = \"redis\"");
        using var files = new PhysicalFileProvider(_folder.FullName);

        Action<IConfigurationBuilder>[] overloads =
        [
            builder => builder.AddTomlFile("a.toml"),
            builder => builder.AddTomlFile("a.toml", optional: false),
            builder => builder.AddTomlFile("a.toml", optional: true, reloadOnChange: false),
            builder => builder.AddTomlFile(files, "a.toml", optional: false, reloadOnChange: false),
            builder => builder.AddTomlFile(source => source.Path = "a.toml"),
            builder => builder.AddTomlFile(Path.Combine(_folder.FullName, "a.toml")),
        ];

        Assert.All(overloads, add =>
        {
            var builder = new ConfigurationBuilder().SetBasePath(_folder.FullName);
            add(builder);
            Assert.Equal("redis", builder.Build()["common:cache:backend"]);
        });
    }

    [Fact]
    public void AddTomlFile_WithoutBuilderOrPath_Throws()
    {
        var builder = new ConfigurationBuilder();

        Assert.Throws<ArgumentNullException>(() => ((IConfigurationBuilder)null!).AddTomlFile("a.toml"));
        Assert.Throws<ArgumentNullException>(() => builder.AddTomlFile((string)null!));
        Assert.Throws<ArgumentException>(() => builder.AddTomlFile(string.Empty));
        Assert.Throws<ArgumentNullException>(() => builder.AddTomlStream(null!));
    }

    [Fact]
    public void AddTomlFile_MissingFile_ThrowsUnlessOptional()
    {
        var builder = new ConfigurationBuilder().SetBasePath(_folder.FullName);

        Assert.Empty(builder.AddTomlFile("none.toml", optional: true).Build().AsEnumerable());
        Assert.Throws<FileNotFoundException>(() => builder.AddTomlFile("none.toml").Build());
    }

    [Fact]
    public void AddTomlFile_TwoLayers_LaterOneOverrides()
    {
        Write("base.toml", "[cache]\nttl = 60\nhosts = [\"a\", \"b\"]");
        Write("production.toml", "[cache]\nTTL = 30");

        var configuration = new ConfigurationBuilder().SetBasePath(_folder.FullName).AddTomlFile("base.toml").AddTomlFile("production.toml").Build();

        Assert.Equal("30", configuration["cache:ttl"]);
        Assert.Equal(["a", "b"], configuration.GetSection("cache:hosts").GetChildren().Select(static host => host.Value!));
    }

    [Fact]
    public void Build_BrokenFile_SaysFileLineAndColumn()
    {
        Write("a.toml", "a = 1\nb = [1, 2\n");
        var builder = new ConfigurationBuilder().SetBasePath(_folder.FullName).AddTomlFile("a.toml");

        var exception = Assert.Throws<InvalidDataException>(builder.Build);

        Assert.Contains(Path.Combine(_folder.FullName, "a.toml"), exception.Message, StringComparison.Ordinal);
        var inner = Assert.IsType<TomlFormatException>(exception.InnerException);
        Assert.Equal((3, 1), (inner.Line, inner.Column));
    }

    [Fact]
    public void Build_BrokenFileIgnored_StartsEmptyAndKeepsTheError()
    {
        var files = new MemoryFileProvider("a = ");
        var (configuration, provider, _) = Build(files, ignore: true);

        Assert.Empty(configuration.AsEnumerable());
        Assert.IsType<TomlFormatException>(provider.LoadError);

        files.Change("a = 1");

        Assert.Equal("1", configuration["a"]);
        Assert.Null(provider.LoadError);
    }

    [Fact]
    public void Reload_GoodFile_TakesEffect()
    {
        var files = new MemoryFileProvider("a = 1\nb = 1");
        var (configuration, provider, errors) = Build(files);
        var reloads = 0;
        configuration.GetReloadToken().RegisterChangeCallback(_ => reloads++, null);

        files.Change("\na = 2");

        Assert.Equal("2", configuration["a"]);
        Assert.Null(configuration["b"]);
        Assert.Equal(1, reloads);
        Assert.Empty(errors);
        Assert.True(provider.TryGetPosition("a", out var position));
        Assert.Equal(new TomlPosition(2, 1), position);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reload_BrokenFile_KeepsTheLastGoodStateAndReportsOnce(bool ignore)
    {
        var files = new MemoryFileProvider("a = 1\nA = 2");
        var (configuration, provider, errors) = Build(files, ignore);

        files.Change("a = 3\nb = ?");

        Assert.Equal("2", configuration["a"]);
        Assert.Single(provider.Warnings);
        Assert.True(provider.TryGetPosition("a", out _));
        var error = Assert.Single(errors);
        Assert.Same(provider, error.Provider);
        var failure = Assert.IsType<InvalidDataException>(error.Exception);
        Assert.Contains("cache.toml", failure.Message, StringComparison.Ordinal);
        Assert.Equal((2, 5), failure.InnerException is TomlFormatException inner ? (inner.Line, inner.Column) : default);
        Assert.Same(failure.InnerException, provider.LoadError);

        files.Change("a = 4");

        Assert.Equal("4", configuration["a"]);
        Assert.Null(provider.LoadError);
        Assert.Single(errors);
    }

    [Fact]
    public void Reload_BrokenFileWithoutHandler_KeepsTheLastGoodState()
    {
        var files = new MemoryFileProvider("a = 1");
        var configuration = new ConfigurationBuilder().AddTomlFile(files, "cache.toml", optional: false, reloadOnChange: true);
        configuration.Sources.OfType<TomlConfigurationSource>().Single().ReloadDelay = 0;
        var root = configuration.Build();

        files.Change("a");

        Assert.Equal("1", root["a"]);
    }

    [Fact]
    public void Reload_HandlerThrows_KeepsTheLastGoodState()
    {
        var files = new MemoryFileProvider("a = 1");
        var (configuration, provider, _) = Build(files, onLoadException: _ => throw new InvalidOperationException("mine"));

        files.Change("a");

        Assert.Equal("1", configuration["a"]);
        Assert.Equal(2, Assert.IsType<AggregateException>(provider.LoadError).InnerExceptions.Count);
    }

    [Fact]
    public void Reload_FileGone_TakesItsSettingsWithIt()
    {
        var files = new MemoryFileProvider("a = 1\nA = 2");
        var (configuration, provider, _) = Build(files);

        files.Change("broken");
        files.Change(null);

        Assert.Null(configuration["a"]);
        Assert.Empty(provider.Warnings);
        Assert.False(provider.TryGetPosition("a", out _));
    }

    [Fact]
    public void Reload_AskedForWhileBroken_ThrowsAndKeepsTheLastGoodState()
    {
        var files = new MemoryFileProvider("a = 1");
        var (configuration, _, errors) = Build(files);
        files.Change("a");

        Assert.Throws<InvalidDataException>(configuration.Reload);

        Assert.Equal("1", configuration["a"]);
        Assert.Equal(2, errors.Count);
    }

    [Fact]
    public async Task Reload_FileOnDisk_TakesEffectAndABrokenOneDoesNot()
    {
        Write("cache.toml", "a = 1");
        var failed = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var configuration = new ConfigurationBuilder()
            .SetBasePath(_folder.FullName)
            .SetFileLoadExceptionHandler(context => failed.TrySetResult(context.Exception))
            .AddTomlFile("cache.toml", optional: true, reloadOnChange: true)
            .Build();

        Write("cache.toml", "a = ]");
        var exception = await failed.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.IsType<TomlFormatException>(exception.InnerException);
        Assert.Equal("1", configuration["a"]);

        using var registration = Microsoft.Extensions.Primitives.ChangeToken.OnChange(configuration.GetReloadToken, () =>
        {
            if (configuration["a"] == "2")
            {
                changed.TrySetResult();
            }
        });
        Write("cache.toml", "a = 2");
        await changed.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void AddTomlStream_Document_IsLoaded()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("[a]\nb = 0x10\nB = true"));

        var configuration = new ConfigurationBuilder().AddTomlStream(stream).Build();

        Assert.Equal("true", configuration["a:b"]);
        var provider = Assert.IsType<TomlStreamConfigurationProvider>(Assert.Single(configuration.Providers));
        Assert.Single(provider.Warnings);
        Assert.True(provider.TryGetPosition("A:B", out var position));
        Assert.Equal(new TomlPosition(3, 1), position);
    }

    [Fact]
    public void AddTomlStream_BrokenDocument_Throws()
    {
        using var stream = new MemoryStream([0x61, 0x00]);
        var builder = new ConfigurationBuilder().AddTomlStream(stream);

        var exception = Assert.Throws<TomlFormatException>(builder.Build);

        Assert.Equal((1, 2), (exception.Line, exception.Column));
    }

    private static (IConfigurationRoot Root, TomlConfigurationProvider Provider, List<FileLoadExceptionContext> Errors) Build(
        MemoryFileProvider files, bool ignore = false, Action<FileLoadExceptionContext>? onLoadException = null)
    {
        var errors = new List<FileLoadExceptionContext>();

        var root = new ConfigurationBuilder()
            .AddTomlFile(source =>
            {
                source.FileProvider = files;
                source.Path = "cache.toml";
                source.ReloadOnChange = true;
                source.ReloadDelay = 0;
                source.OnLoadException = onLoadException ?? (context =>
                {
                    errors.Add(context);
                    context.Ignore = ignore;
                });
            })
            .Build();

        return (root, (TomlConfigurationProvider)root.Providers.Single(), errors);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Stranger.FileBackend;
using Tasker.OutputCache.TestUtilities.Layers;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Backends;

/// <summary>A back end that a stranger has written has a section of the configuration as ours have.</summary>
public sealed class FileConfigurationTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_ItsSection_IsReportedWithEveryKeyAndNoSecret()
    {
        _folder.WriteBase(
            $"""
            [common.cache]
            backend = "Shared_Folder"
            files_directory = "{_folder.Path}/shared"
            [common.cache.files]
            password = "hunter2"
            poll_interval_seconds = 1
            """);

        var (code, text) = Check();

        Assert.True(code == 0, text);
        Assert.Matches(@"(?m)^backend +shared-folder +# config/tasker/base/common\.toml:2$", text);
        Assert.Matches(@"(?m)^files\.directory +\S+/shared +# config/tasker/base/common\.toml:3$", text);
        Assert.Matches(@"(?m)^files\.poll_interval_milliseconds +1s +# config/tasker/base/common\.toml:6$", text);
        Assert.Matches(@"(?m)^files\.max_entries +no limit +# default$", text);
        Assert.Matches(@"(?m)^files\.read_only +false +# default$", text);
        Assert.Matches(@"(?m)^files\.password +\S+ +# config/tasker/base/common\.toml:5$", text);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max_entries = 0", "common.toml:4: common.cache.files.max_entries = '0' is not allowed; no limit is used. Allowed: an integer from 1 to 1000000.")]
    [InlineData("poll_interval_seconds = 3600", "common.toml:4: common.cache.files.poll_interval_seconds = '3600' is not allowed; 100ms is used.")]
    [InlineData("directry = 'x'", "common.toml:4: common.cache.files.directry is not a key of the cache and is ignored. Did you mean 'directory'?")]
    [InlineData("directory = '/dev/null/x'", "common.toml:4: common.cache.files.directory is no directory, and none can be made there. Memory is used.")]
    [InlineData("directory = '${CACHE_DIRECTORY}'", "common.toml:4: common.cache.files.directory can't be expanded: the value of CACHE_DIRECTORY is not an absolute path of small letters")]
    public void Check_MistakeInItsSection_IsToldWithFileAndLine(string line, string expected)
    {
        _folder.WriteBase($"[common.cache]\nbackend = 'files'\n[common.cache.files]\n{line}");

        var (code, text) = Check("--CACHE_DIRECTORY=C:\\Users");

        Assert.Equal(1, code);
        Assert.Contains("1 problem:", text, StringComparison.Ordinal);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_EvictionLog_MayBeABackEndThatHoldsLogs()
    {
        _folder.WriteBase($"[common.cache.evictions]\nlog = 'Files'\n[common.cache.files]\ndirectory = '{_folder.Path}'");

        var (code, text) = Check();

        Assert.True(code == 0, text);
        Assert.Matches(@"(?m)^evictions\.log +files +# config/tasker/base/common\.toml:2$", text);
    }

    [Fact]
    public void Check_EvictionLogInABackEndThatHoldsNone_IsAMistake()
    {
        _folder.WriteBase("[common.cache.evictions]\nlog = 'others'");

        var (code, text) = Check();

        Assert.Equal(1, code);
        Assert.Contains(
            "common.toml:2: common.cache.evictions.log = 'others' is not allowed; backend is used. Allowed: backend, postgres, files, shared-folder.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ItsVariable_IsExpanded()
    {
        _folder.WriteBase("[common.cache]\nbackend = 'files'\n[common.cache.files]\ndirectory = '${CACHE_DIRECTORY}'");

        var (code, text) = Check($"--CACHE_DIRECTORY={_folder.Path.ToLowerInvariant()}");

        Assert.True(code == 0, text);
        Assert.Matches(@"(?m)^files\.directory +\S+ +# config/tasker/base/common\.toml:4$", text);
    }

    [Fact]
    public void Check_UnknownBackend_NamesWhatIsRegistered()
    {
        _folder.WriteBase("[common.cache]\nbackend = 'fiels'");

        var (_, text) = Check();

        Assert.Contains("common.toml:2: common.cache.backend = 'fiels' is not allowed; memory is used. Allowed: ", text, StringComparison.Ordinal);
        Assert.Contains(", files, shared-folder, others, memory,", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_BackendOfAbsentPackage_NamesThePackage()
    {
        _folder.WriteBase("[common.cache]\nbackend = '${MEMCACHED_URL:+memcached}'");

        var (_, text) = Check("--MEMCACHED_URL=tcp://cache:11211");

        Assert.Contains("backend = 'memcached' needs the package Tasker.Caching.Memcached and AddMemcached(); memory is used.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddFiles_Twice_ConfiguresFurther()
    {
        var files = new ServiceCollection().AddTaskerOutputCache(new ConfigurationBuilder().Build(), static options => options.Backend = "files")
            .AddFiles(options => options.Directory = Path.Combine(_folder.Path, "one")).AddFiles(options => options.Directory = Path.Combine(_folder.Path, "two"));
        await using var services = files.Services.AddLogging().BuildServiceProvider();

        var backend = services.GetRequiredService<CacheBackend>();

        Assert.Equal("files", backend.Name);
        Assert.True(Directory.Exists(Path.Combine(_folder.Path, "two")));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "one")));
    }

    [Theory]
    [InlineData("memory", "")]
    [InlineData("evictions", "")]
    [InlineData("key_prefix", "")]
    [InlineData("Files", "")]
    [InlineData("fi les", "")]
    [InlineData("fi_les", "")]
    [InlineData("new", "in-process")]
    [InlineData("new", "shared_folder")]
    [InlineData("others", "")]
    public void AddCacheBackend_NameThatIsTaken_IsRefused(string section, string name)
    {
        var services = new ServiceCollection().AddTaskerOutputCache(new ConfigurationBuilder().Build()).AddFiles().Services;
        services.AddCacheBackend<SameNameOptions, SameNameProvider>(new CacheBackendDescription<SameNameOptions>("others"));

        Assert.ThrowsAny<Exception>(() => services.AddCacheBackend<OtherOptions, OtherProvider>(new CacheBackendDescription<OtherOptions>(section, name.Length == 0 ? [] : [name])));
    }

    [Fact]
    public async Task Start_ProviderThrows_FallsBackToMemory()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await TestApp.StartAsync(
            static app => app.MapGet("/x", static () => "x"),
            static options => options.Backend = "others",
            static services => services.AddCacheBackend<OtherOptions, OtherProvider>(Others()),
            logs);

        Assert.Equal("memory", app.Services.GetRequiredService<CacheBackend>().Name);
        Assert.Single(logs.Entries, static entry => entry.EventId.Name == "BackendFailed" && entry.Exception is NotSupportedException);
    }

    [Fact]
    public void Check_ProviderThrows_IsAProblem()
    {
        _folder.WriteBase("[common.cache]\nbackend = 'others'");

        var (code, text) = Check();

        Assert.Equal(1, code);
        Assert.Contains("common.toml:2: backend = 'others' can't be used: its provider failed (NotSupportedException). Memory is used.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checked", "no")]
    [InlineData("set", "no")]
    public void Check_KeyOfAPackageThrows_IsAMistake(string key, string value)
    {
        _folder.WriteBase($"[common.cache.others]\n{key} = '{value}'");

        var (code, text) = Check();

        Assert.Equal(1, code);
        Assert.Contains($"common.toml:2: common.cache.others.{key} = '{value}' is not allowed; yes is used. Allowed: yes.", text, StringComparison.Ordinal);
    }

    private static CacheBackendDescription<OtherOptions> Others() => new CacheBackendDescription<OtherOptions>("others")
        .AddText("checked", "A key whose check throws.", static o => o.Value, static (o, v) => o.Value = v, "yes", static v => v == "yes" ? true : throw new NotSupportedException())
        .AddText("set", "A key whose setter throws.", static o => o.Value, static (o, v) => o.Value = v == "yes" ? v : throw new ArgumentException(v), "yes");

    private (int? Code, string Text) Check(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _folder.Path, EnvironmentName = "Test", Args = args });
        builder.Configuration.AddTaskerConfiguration(builder.Environment);
        builder.Services.AddTaskerOutputCache(builder.Configuration).AddFiles().Services.AddCacheBackend<OtherOptions, OtherProvider>(Others());
        using var host = builder.Build();
        using var output = new StringWriter();
        return (host.CheckTaskerConfiguration(["config", "check"], output), output.ToString());
    }

    private sealed class OtherOptions
    {
        public string Value { get; set; } = "yes";
    }

    private sealed class OtherProvider(CacheBackendContext<OtherOptions> context) : CacheBackendProvider<OtherOptions>(context)
    {
        protected override CacheBackend? TryCreate(CacheBackendRequest request, OtherOptions options, out string problem) => throw new NotSupportedException();

        protected override string? FindProblem(OtherOptions options) => throw new NotSupportedException();
    }

    private sealed class SameNameOptions;

    private sealed class SameNameProvider(CacheBackendContext<SameNameOptions> context) : CacheBackendProvider<SameNameOptions>(context)
    {
        protected override CacheBackend? TryCreate(CacheBackendRequest request, SameNameOptions options, out string problem) => throw new NotSupportedException();

        protected override string? FindProblem(SameNameOptions options) => null;
    }
}

using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Packages.Tests;

/// <summary>A machine on which nothing is installed: templates, tools and packages go into folders of the test.</summary>
/// <param name="packages">The folder of the packed packages.</param>
internal sealed class DotnetHome(string packages) : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(5);

    private readonly TempDirectory _files = new();

    private string Folder => Directory.CreateDirectory(_files.File("project")).FullName;

    public async Task InstallTemplatesAsync() =>
        await CallAsync("new", "install", Path.Combine(packages, $"{PackedPackages.TemplatesPackage}.{PackedSource.VersionOf(packages, PackedPackages.TemplatesPackage)}.nupkg"));

    public async Task InstallToolAsync()
    {
        await PackedSource.WriteConfigurationAsync(Folder, packages);
        await CallAsync("tool", "install", PackedPackages.ToolPackage, "--tool-path", _files.File("tools"), "--version", PackedSource.VersionOf(packages, PackedPackages.ToolPackage));
    }

    public async Task NewAsync(string name, params string[] options)
    {
        await CallAsync(["new", "tasker-cached-api", "--name", name, "--output", ".", "--no-update-check", .. options]);
        await PackedSource.WriteConfigurationAsync(Folder, packages);
    }

    public async Task BuildAsync() => await CallAsync("build", "--nologo", "-v", "quiet");

    public Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(Folder, file));

    public Task<NewSite> StartAsync() => LoopbackPort.TryAsync(async port =>
    {
        var url = $"http://127.0.0.1:{port}";
        return await NewSite.StartAsync(StartOf(Dotnet, ["run", "--no-build", "--no-launch-profile", "--", "--urls", url, "--environment", "Development"]), new Uri(url));
    });

    public Task<(int? Code, string Output)> RunToolAsync(params string[] arguments) => RunAsync(_files.File(Path.Combine("tools", "tasker-cache")), arguments);

    private async Task CallAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync(Dotnet, arguments);
        Assert.True(code == 0, output);
    }

    private async Task<(int? Code, string Output)> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        await using var process = await ChildProcess.StartAsync(StartOf(program, arguments));
        await process.WaitForExitAsync(_deadline);
        return (process.ExitCode, process.Output.Text);
    }

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private ChildProcessStart StartOf(string program, IReadOnlyList<string> arguments) => new(program, arguments)
    {
        WorkingDirectory = Folder,
        Environment = new Dictionary<string, string?>
        {
            ["DOTNET_CLI_HOME"] = _files.File("home"),
            ["NUGET_PACKAGES"] = _files.File("packages"),
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            ["DOTNET_ADD_GLOBAL_TOOLS_TO_PATH"] = "false",
        },
    };

    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }
}

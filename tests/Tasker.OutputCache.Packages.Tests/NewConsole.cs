using System.Text.Json;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Packages.Tests;

/// <summary>What <c>dotnet new console</c> makes, with one of the packed packages in it.</summary>
internal sealed class NewConsole : IAsyncDisposable
{
    private const string Name = "Tasker.NewConsole";

    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(5);

    private readonly TempDirectory _files = new();

    private string Folder => _files.File(Name);

    /// <summary>Gets the shared frameworks that the program needs.</summary>
    public IReadOnlyList<string> Frameworks
    {
        get
        {
            using var configuration = JsonDocument.Parse(File.ReadAllText(Directory.GetFiles(Path.Combine(Folder, "bin"), $"{Name}.runtimeconfig.json", SearchOption.AllDirectories).Single()));
            var options = configuration.RootElement.GetProperty("runtimeOptions");
            return options.TryGetProperty("framework", out var only)
                ? [NameOf(only)]
                : [.. options.GetProperty("frameworks").EnumerateArray().Select(NameOf)];

            static string NameOf(JsonElement framework) => framework.GetProperty("name").GetString()!;
        }
    }

    /// <summary>Makes and builds it.</summary>
    /// <param name="packages">The folder of the packed packages.</param>
    /// <param name="package">The package that it refers to.</param>
    /// <param name="program">Its program.</param>
    /// <param name="others">Packages of others that it refers to.</param>
    public static async Task<NewConsole> CreateAsync(string packages, string package, string program, params (string Name, string Version)[] others)
    {
        var console = new NewConsole();
        try
        {
            Directory.CreateDirectory(console.Folder);
            await console.CallAsync("new", "console", "--name", Name, "--output", ".", "--no-restore", "--no-update-check");
            await PackedSource.WriteConfigurationAsync(console.Folder, packages);
            await console.CallAsync("add", "package", package, "--no-restore", "--version", PackedSource.VersionOf(packages, package));
            foreach (var (name, version) in others)
            {
                await console.CallAsync("add", "package", name, "--no-restore", "--version", version);
            }

            await console.WriteAsync(program);
            await console.CallAsync("build", "--nologo", "-v", "quiet");
            return console;
        }
        catch
        {
            await console.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs it, and returns what it has written.</summary>
    public async Task<string> RunAsync() => (await CallAsync("run", "--no-build")).Trim();

    /// <summary>Builds it with another program, which must not work, and returns what the compiler says.</summary>
    public async Task<string> FailToBuildAsync(string program)
    {
        await WriteAsync(program);
        var (code, output) = await StartAsync("build", "--nologo", "-v", "quiet", "--no-restore");
        Assert.NotEqual(0, code);
        return output;
    }

    private Task WriteAsync(string program) => File.WriteAllTextAsync(Path.Combine(Folder, "Program.cs"), program);

    private async Task<string> CallAsync(params string[] arguments)
    {
        var (code, output) = await StartAsync(arguments);
        Assert.True(code == 0, output);
        return output;
    }

    private async Task<(int? Code, string Output)> StartAsync(params string[] arguments)
    {
        await using var process = await ChildProcess.StartAsync(new ChildProcessStart(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = Folder,
            Environment = new Dictionary<string, string?>
            {
                ["NUGET_PACKAGES"] = _files.File("packages"),
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["DOTNET_NOLOGO"] = "1",
            },
        });
        await process.WaitForExitAsync(_deadline);
        return (process.ExitCode, process.Output.Text);
    }

    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }
}

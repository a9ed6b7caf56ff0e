using System.Text.RegularExpressions;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Packages.Tests;

/// <summary>What <c>dotnet new web</c> makes, with the packed packages in it and the quick start of <c>docs/getting-started.md</c> in place of its program.</summary>
internal sealed partial class NewProject : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(5);

    private readonly TempDirectory _files = new();

    /// <summary>Gets what the compiler has said.</summary>
    public string Warnings { get; private set; } = string.Empty;

    private string Folder => _files.File("Tasker.QuickStart");

    /// <summary>Makes and builds it.</summary>
    /// <param name="packages">The folder of the packed packages.</param>
    /// <param name="addition">What follows <c>AddTaskerOutputCache(...)</c> in its program.</param>
    public static async Task<NewProject> CreateAsync(string packages, string addition = "")
    {
        var project = new NewProject();
        try
        {
            Directory.CreateDirectory(project.Folder);
            await project.RunAsync("new", "web", "--name", "Tasker.QuickStart", "--output", ".", "--no-restore", "--no-update-check");
            await project.WriteSourcesAsync(packages, addition);
            foreach (var name in PackedPackages.Libraries)
            {
                await project.RunAsync("add", "package", name, "--no-restore", "--version", PackedSource.VersionOf(packages, name));
            }

            project.Warnings = await project.RunAsync("build", "--nologo", "-v", "quiet");
            return project;
        }
        catch
        {
            await project.DisposeAsync();
            throw;
        }
    }

    private async Task WriteSourcesAsync(string packages, string addition)
    {
        await PackedSource.WriteConfigurationAsync(Folder, packages);
        const string Call = "AddTaskerOutputCache(builder.Configuration)";
        var program = QuickStart().Match(await File.ReadAllTextAsync(Repository.PathOf("docs", "getting-started.md"))).Groups["program"].Value;
        Assert.Contains(Call, program, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(Folder, "Program.cs"), program.Replace(Call, Call + addition, StringComparison.Ordinal));
        foreach (var file in (string[])["Execution.cs", "Executions.cs", "QuickStartJson.cs", "Summary.cs"])
        {
            File.Copy(Repository.PathOf("samples", "Tasker.QuickStart", file), Path.Combine(Folder, file));
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "BackEnds.cs"), """
            using Tasker.Caching;
            using Tasker.OutputCache;

            internal static class BackEnds
            {
                public static void Add(TaskerOutputCacheBuilder builder) =>
                    builder.AddRedis().AddMemcached().EvictOnSave<object>(_ => [CacheTag.For("analytics")]);
            }
            """);
    }

    /// <summary>Builds it with one file more, and returns what the compiler says.</summary>
    public async Task<string> BuildWithAsync(string file, string code)
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, file), code);
        try
        {
            return await RunAsync("build", "--nologo", "-v", "quiet", "--no-restore");
        }
        finally
        {
            File.Delete(Path.Combine(Folder, file));
        }
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        await using var process = await ChildProcess.StartAsync(StartOf(arguments));
        await process.WaitForExitAsync(_deadline);
        Assert.True(process.ExitCode == 0, process.Output.Text);
        return process.Output.Text;
    }

    private ChildProcessStart StartOf(IReadOnlyList<string> arguments) => new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
    {
        WorkingDirectory = Folder,
        Environment = new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = _files.File("packages"),
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
        },
    };

    /// <summary>Returns whether the project was built with exactly this version of a package.</summary>
    public bool Has(string package, string version) =>
        File.ReadAllText(Directory.GetFiles(Folder, "Tasker.QuickStart.deps.json", SearchOption.AllDirectories).First()).Contains($"\"{package}/{version}\"", StringComparison.Ordinal);

    public Task<NewSite> StartAsync(params string[] settings) => LoopbackPort.TryAsync(async port =>
    {
        var url = $"http://127.0.0.1:{port}";
        return await NewSite.StartAsync(StartOf(["run", "--no-build", "--no-launch-profile", "--", "--urls", url, .. settings]), new Uri(url));
    });

    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex("```csharp\n(?<program>using Tasker.Caching;.*?)```", RegexOptions.Singleline)]
    private static partial Regex QuickStart();
}

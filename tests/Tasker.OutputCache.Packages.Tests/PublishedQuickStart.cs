using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Packages.Tests;

/// <summary>The quick start, published in some way.</summary>
internal sealed class PublishedQuickStart : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(20);

    private readonly TempDirectory _files = new();

    private string Folder => _files.File("published");

    public static async Task<PublishedQuickStart> PublishAsync(params string[] properties)
    {
        var published = new PublishedQuickStart();
        try
        {
            // Folders of its own: the repository's were built in another way. The code analyzers have had their say there; those of trimming are the linker's.
            await using var publish = await ChildProcess.StartAsync(new ChildProcessStart(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                [
                    "publish", Repository.PathOf("samples", "Tasker.QuickStart"), "-c", "Release", "--nologo", "-v", "quiet", "--use-current-runtime",
                    "-o", published.Folder, "--artifacts-path", published._files.File("artifacts"), "-p:RunAnalyzersDuringBuild=false", "-p:TrimmerSingleWarn=false", .. properties,
                ])
            {
                Environment = new Dictionary<string, string?> { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1" },
            });
            await publish.WaitForExitAsync(_deadline);
            Assert.True(publish.ExitCode == 0, publish.Output.Text);
            Assert.DoesNotContain("warning IL", publish.Output.Text, StringComparison.Ordinal);
            return published;
        }
        catch
        {
            await published.DisposeAsync();
            throw;
        }
    }

    public Task<NewSite> StartAsync() => LoopbackPort.TryAsync(async port =>
    {
        var url = $"http://127.0.0.1:{port}";
        var program = Path.Combine(Folder, "Tasker.QuickStart");
        return await NewSite.StartAsync(new ChildProcessStart(program, ["--urls", url]) { WorkingDirectory = Folder }, new Uri(url));
    });

    public bool Has(string file) => File.Exists(Path.Combine(Folder, file));

    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }
}

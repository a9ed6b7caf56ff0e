using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Packages.Tests;

/// <summary>The packages that <c>build/pack.sh</c> makes, once for all tests.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    public const string ToolPackage = "Tasker.OutputCache.Cli";
    public const string TemplatesPackage = "Tasker.OutputCache.Templates";

    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(8);

    private readonly TempDirectory _files = new();

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetDirectories(Repository.PathOf("src")).Select(Path.GetFileName).OfType<string>().Where(IsPacked).Order(StringComparer.Ordinal)];

    // The analyzers are in the package of what they check.
    private static bool IsPacked(string name) =>
        !File.ReadAllText(Repository.PathOf("src", name, $"{name}.csproj")).Contains("<IsPackable>false<", StringComparison.Ordinal);

    private NewProject? _quickStart;

    /// <summary>Returns the quick start over the packages, made once for all tests.</summary>
    internal async Task<NewProject> QuickStartAsync() => _quickStart ??= await NewProject.CreateAsync(Folder);

    /// <summary>Gets those that a project refers to: no tool, no templates.</summary>
    public static IReadOnlyList<string> Libraries { get; } = [.. Names.Where(static name => name is not (ToolPackage or TemplatesPackage))];

    public string Folder => _files.File("packages");

    public async ValueTask InitializeAsync() => await PackAsync(Folder);

    /// <summary>Makes all packages anew, in another folder.</summary>
    public async Task<string> PackAgainAsync()
    {
        var folder = _files.File("again");
        await PackAsync(folder);
        return folder;
    }

    private static async Task PackAsync(string folder)
    {
        await using var pack = await ChildProcess.StartAsync(new ChildProcessStart("bash", [Repository.PathOf("build", "pack.sh"), folder]));
        await pack.WaitForExitAsync(_deadline);
        Assert.True(pack.ExitCode == 0, pack.Output.Text);
    }

    /// <summary>Returns the versions that a package names for a dependency, one for each framework.</summary>
    public string[] VersionsOf(string package, string dependency)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(Folder, $"{package}.{PackedSource.VersionOf(Folder, package)}.nupkg"));
        using var nuspec = archive.GetEntry($"{package}.nuspec")!.Open();
        return [.. XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency" && element.Attribute("id")!.Value == dependency).Select(static element => element.Attribute("version")!.Value)];
    }

    /// <summary>Returns what is in the archives of a folder: a hash by archive and name, without what every archive has of its own.</summary>
    public static IReadOnlyDictionary<string, string> Content(string folder)
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(folder))
        {
            using var archive = ZipFile.OpenRead(file);
            foreach (var entry in archive.Entries)
            {
                // The first has a random identifier (in its name, too), and the second points to it.
                if (!entry.FullName.EndsWith(".psmdcp", StringComparison.Ordinal) && entry.FullName != "_rels/.rels")
                {
                    using var stream = entry.Open();
                    content.Add($"{Path.GetFileName(file)}: {entry.FullName}", Convert.ToHexString(SHA256.HashData(stream)));
                }
            }
        }

        return content;
    }

    public async ValueTask DisposeAsync()
    {
        if (_quickStart is not null)
        {
            await _quickStart.DisposeAsync();
        }

        _files.Dispose();
    }
}

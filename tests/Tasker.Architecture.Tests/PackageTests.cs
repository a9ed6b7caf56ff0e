using Mono.Cecil;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.Architecture.Tests;

public sealed class PackageTests
{
    private const int MaximumLines = 300;
    private const int MaximumFiles = 20;

    public static TheoryData<string> Packages => [.. PackageMap.All.Select(static package => package.Name)];

    [Fact]
    public void Map_HasEveryPackage()
    {
        // The analyzers run in the compiler, and are packed with what they check. The templates are files of other programs.
        var projects = Directory.EnumerateDirectories(Repository.PathOf("src")).SelectMany(static folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Where(static project => !File.ReadAllText(project).Contains("<IsPackable>false<", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension).Where(static project => project != "Tasker.OutputCache.Templates").Order(StringComparer.Ordinal);

        Assert.Equal(projects, PackageMap.All.Select(static package => package.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_UsesOnlyThoseBelowIt(string name)
    {
        var package = PackageMap.Get(name);
        using var module = ModuleDefinition.ReadModule(package.Assembly);

        var uses = module.AssemblyReferences.Select(static reference => reference.Name).Where(static reference => reference.StartsWith("Tasker.", StringComparison.Ordinal));

        Assert.Empty(uses.Except(package.Uses));
    }

    [Fact]
    public void Engine_KnowsNoAspNet()
    {
        string[] engine = ["Tasker.Configuration.Toml", "Tasker.Caching", "Tasker.Caching.Redis", "Tasker.Caching.Memcached", "Tasker.Caching.EntityFrameworkCore"];

        var uses = engine.SelectMany(static name =>
        {
            using var module = ModuleDefinition.ReadModule(PackageMap.Get(name).Assembly);
            return module.AssemblyReferences.Select(reference => $"{name} -> {reference.Name}").ToList();
        });

        Assert.DoesNotContain(uses, static use => use.Contains("AspNetCore", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_ShowsItsInternalsToTestsOnly(string name)
    {
        using var module = ModuleDefinition.ReadModule(PackageMap.Get(name).Assembly);

        var friends = module.Assembly.CustomAttributes
            .Where(static attribute => attribute.AttributeType.Name == "InternalsVisibleToAttribute")
            .Select(static attribute => (string)attribute.ConstructorArguments[0].Value);

        Assert.All(friends, static friend => Assert.True(Directory.Exists(Repository.PathOf("tests", friend)), $"{friend} is no project of the tests."));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Folders_UseThoseBeforeThem(string name)
    {
        var package = PackageMap.Get(name);
        var folders = package.FoldersOfTypes();

        var wrong = TypeUses.Of(package.Assembly)
            .Where(use => use.Assembly == name)
            .SelectMany(use => FoldersOf(use.From).SelectMany(from => FoldersOf(use.To).Select(to => (From: from, To: to, Text: $"{from}: {use.From} uses {to}: {use.To}"))))
            .Where(use => package.LayerOf(use.To) > package.LayerOf(use.From))
            .Select(static use => use.Text)
            .Order(StringComparer.Ordinal);

        Assert.True(!wrong.Any(), string.Join(Environment.NewLine, wrong));

        // A name that stands in several folders (Log, for one) is told apart by its namespace.
        IEnumerable<string> FoldersOf(string type)
        {
            var parts = type.Split('`')[0].Split('.');
            if (!folders.TryGetValue(parts[^1], out var candidates))
            {
                return [];
            }

            return candidates.Length == 1 ? candidates : candidates.Where(candidate => type.Contains(candidate.Replace('/', '.') + ".", StringComparison.Ordinal)).OrderByDescending(static candidate => candidate.Length).Take(1);
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Folders_AreAllInTheOrder(string name)
    {
        var package = PackageMap.Get(name);
        var folders = package.Files().Select(static folder => folder.Key).ToArray();

        Assert.DoesNotContain(folders, folder => package.LayerOf(folder) < 0);
        Assert.DoesNotContain(package.Folders, folder => folder != "." && !Directory.Exists(Path.Combine(package.Path, folder)));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Folders_AreSmall(string name)
    {
        var files = PackageMap.Get(name).Files();

        Assert.Empty(files.Where(static folder => folder.Count() > MaximumFiles).Select(static folder => $"{folder.Key} has {folder.Count()} files"));
        Assert.DoesNotContain(files.SelectMany(static folder => folder).Select(static file => (File: file, Lines: File.ReadLines(file).Count())), static file => file.Lines > MaximumLines);
    }
}

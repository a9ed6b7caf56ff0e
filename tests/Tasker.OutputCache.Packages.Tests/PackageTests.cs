
namespace Tasker.OutputCache.Packages.Tests;

/// <summary>What is in the packages.</summary>
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    [Fact]
    public void Pack_EveryProject_HasReadmeIconDocumentationAndSymbols()
    {
        var content = PackedPackages.Content(packages.Folder).Keys.ToHashSet();

        Assert.Equal(4, PackedPackages.Names.Count);
        Assert.All(PackedPackages.Names, name =>
        {
            var package = content.Where(entry => entry.StartsWith($"{name}.0.", StringComparison.Ordinal)).Select(static entry => entry[(entry.IndexOf(": ", StringComparison.Ordinal) + 2)..]).ToHashSet();

            Assert.Superset((HashSet<string>)["README.md", "icon.png", $"{name}.nuspec", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml", $"lib/net10.0/{name}.pdb"], package);
        });
    }

    [Fact]
    public async Task Pack_Twice_MakesTheSame()
    {
        var again = await packages.PackAgainAsync();

        var content = PackedPackages.Content(again);
        Assert.Empty(PackedPackages.Content(packages.Folder).Except(content).Select(static entry => entry.Key));
        Assert.Equal(PackedPackages.Content(packages.Folder).Count, content.Count);
    }

    [Fact]
    public async Task QuickStart_OverThePackagesInANewProject_DoesWhatTheReadmeSays()
    {
        await using var project = await NewProject.CreateAsync(packages.Folder);
        await using var site = await project.StartAsync();

        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=payments"));
        Assert.Equal("tasker; hit", await site.GetAsync("?namespace=payments&hours=24"));
        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=billing"));

        await site.PostAsync("payments");

        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=payments"));
        Assert.Equal("tasker; hit", await site.GetAsync("?namespace=billing"));
    }
}

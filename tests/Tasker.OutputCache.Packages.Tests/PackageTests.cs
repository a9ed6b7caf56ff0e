using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Packages.Tests;

/// <summary>What is in the packages.</summary>
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private const string OldestClient = "2.13.23";

    [Fact]
    public void Pack_EveryProject_HasReadmeIconDocumentationAndSymbols()
    {
        var content = PackedPackages.Content(packages.Folder).Keys.ToHashSet();

        Assert.Equal(6, PackedPackages.Names.Count);
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
    public void Pack_Redis_NamesTheOldestClientAsLowest() =>
        Assert.Equal([OldestClient], packages.VersionsOf("Tasker.OutputCache.Redis", "StackExchange.Redis"));

    // Compiled against a newer client it would ask for an assembly that is not there.
    [Fact]
    public async Task Redis_NewProjectWithTheOldestClientOnly_Works()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var project = await NewProject.CreateAsync(packages.Folder, ".AddRedis()");
        Assert.True(project.Has("StackExchange.Redis", OldestClient));
        await using var site = await project.StartAsync("--common:cache:backend=redis", $"--common:cache:redis:url={server.Url}");

        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=payments"));
        Assert.Equal("tasker; hit", await site.GetAsync("?namespace=payments"));
        await site.PostAsync("payments");

        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=payments"));
        await Eventually.Async(
            async token => (await server.ExecuteAsync(["ZRANGE", "{tasker}:evictions", "0", "-1"], token)).Items.Any(static item => item.Text.Contains("payments", StringComparison.Ordinal)),
            TimeSpan.FromMinutes(1), "the eviction is in the log", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Toml_NewConsoleProject_ReadsAFileWithoutAspNetCore()
    {
        await using var console = await NewConsole.CreateAsync(packages.Folder, "Tasker.Configuration.Toml", """
            using Microsoft.Extensions.Configuration;
            using Tasker.Configuration.Toml;

            File.WriteAllText("shop.toml", "[shop]\nlimit = 7");
            var configuration = new ConfigurationBuilder()
                .SetBasePath(Environment.CurrentDirectory)
                .AddTomlFile("shop.toml")
                .AddTaskerConfiguration("Test")
                .Build();
            Console.WriteLine($"{configuration["shop:limit"]} of {new ConfigurationLayers(configuration).OriginOf("shop:limit")}");
            """);

        Assert.Equal("7 of shop.toml:2", await console.RunAsync());
        Assert.Equal(["Microsoft.NETCore.App"], console.Frameworks);

        // What reads TOML is a matter of the package: its types are not the user's.
        var output = await console.FailToBuildAsync("Console.WriteLine(typeof(Tomlyn.TomlSerializer));");
        Assert.Contains("error CS0246", output, StringComparison.Ordinal);
        Assert.Contains("Tomlyn", output, StringComparison.Ordinal);
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

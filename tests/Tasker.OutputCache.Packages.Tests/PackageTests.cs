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

        Assert.Equal(12, PackedPackages.Names.Count);
        Assert.All(PackedPackages.Names, name =>
        {
            var package = content.Where(entry => entry.StartsWith($"{name}.0.", StringComparison.Ordinal)).Select(static entry => entry[(entry.IndexOf(": ", StringComparison.Ordinal) + 2)..]).ToHashSet();

            Assert.Superset((HashSet<string>)["README.md", "icon.png", $"{name}.nuspec", .. OwnFilesOf(name)], package);
        });
    }

    private static string[] OwnFilesOf(string package) => package switch
    {
        PackedPackages.ToolPackage => ["tools/net10.0/any/DotnetToolSettings.xml", $"tools/net10.0/any/{package}.dll", $"tools/net10.0/any/{package}.pdb"],
        PackedPackages.TemplatesPackage => ["content/cached-api/.template.config/template.json", "content/cached-api/CachedApi.csproj", "content/cached-api/Program.cs"],
        _ => [$"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml", $"lib/net10.0/{package}.pdb"],
    };

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
        Assert.Equal([OldestClient], packages.VersionsOf("Tasker.Caching.Redis", "StackExchange.Redis"));

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
    public async Task Engine_NewConsoleProject_EvictsWithoutAspNetCore()
    {
        await using var console = await NewConsole.CreateAsync(packages.Folder, "Tasker.Caching", """
            using Microsoft.Extensions.Caching.Hybrid;
            using Microsoft.Extensions.DependencyInjection;
            using Microsoft.Extensions.Hosting;
            using Microsoft.Extensions.Logging;
            using Tasker.Caching;

            var builder = Host.CreateApplicationBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddTaskerCaching(builder.Configuration);
            using var host = builder.Build();
            await host.StartAsync();
            var cache = host.Services.GetRequiredService<HybridCache>();
            var computed = 0;
            async Task<int> GetAsync() => await cache.GetOrCreateAsync("report", _ => ValueTask.FromResult(++computed), tags: ["reports"]);

            var before = $"{await GetAsync()} {await GetAsync()}";
            await host.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["reports"]);
            Console.WriteLine($"{before} {await GetAsync()}");
            """, ("Microsoft.Extensions.Hosting", "10.0.0"));

        Assert.Equal("1 1 2", await console.RunAsync());
        Assert.Equal(["Microsoft.NETCore.App"], console.Frameworks);
    }

    [Fact]
    public async Task QuickStart_OverThePackagesInANewProject_DoesWhatThePageSays()
    {
        var project = await packages.QuickStartAsync();
        await using var site = await project.StartAsync();

        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=payments"));
        Assert.Equal("tasker; hit", await site.GetAsync("?namespace=payments&hours=24"));
        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=billing"));

        await site.PostAsync("payments");

        Assert.Equal("tasker; fwd=miss", await site.GetAsync("?namespace=payments"));
        Assert.Equal("tasker; hit", await site.GetAsync("?namespace=billing"));
    }

    [Fact]
    public void Pack_OutputCache_HasTheAnalyzersAndTheirPages()
    {
        var content = PackedPackages.Content(packages.Folder).Keys.Where(static entry => entry.StartsWith("Tasker.OutputCache.0.", StringComparison.Ordinal) && !entry.Contains(".snupkg:", StringComparison.Ordinal))
            .Select(static entry => entry[(entry.IndexOf(": ", StringComparison.Ordinal) + 2)..]).ToHashSet();

        Assert.Superset((HashSet<string>)["analyzers/dotnet/cs/Tasker.OutputCache.Analyzers.dll", "analyzers/dotnet/cs/Tasker.OutputCache.CodeFixes.dll", "docs/analyzers/TSKR001.md"], content);
        Assert.DoesNotContain(content, static entry => entry.Contains("CodeAnalysis", StringComparison.Ordinal));
        Assert.Empty(packages.VersionsOf("Tasker.OutputCache", "Microsoft.CodeAnalysis.CSharp"));
        Assert.Empty(packages.VersionsOf("Tasker.OutputCache", "Tasker.OutputCache.Analyzers"));
    }

    [Fact]
    public async Task Build_OfAProjectWithThePackage_ShowsWhatTheAnalyzersFind()
    {
        var project = await packages.QuickStartAsync();

        var output = await project.BuildWithAsync("Mistakes.cs", """
            using Tasker.Caching;
            using Tasker.OutputCache;

            internal static class Mistakes
            {
                public static void Map(WebApplication app)
                {
                    app.MapGet("/mistake", (string? ns, string? status) => $"{ns} {status}").CacheAnalytics("mistake", vary: ["ns"]);
                    app.MapPost("/evict", async (ICacheEvictor cache) => await cache.EvictAsync([CacheTag.For("analytics").With("colour", "red")]));
                }
            }
            """);

        Assert.DoesNotContain("TSKR", project.Warnings, StringComparison.Ordinal);
        Assert.Contains("warning TSKR001: The handler binds 'status' from the query, which vary does not name", output, StringComparison.Ordinal);
        Assert.Contains("docs/analyzers/TSKR001.md", output, StringComparison.Ordinal);
        Assert.Contains("warning TSKR008: The resource 'analytics' has no dimension 'colour': its endpoints have namespace, ns", output, StringComparison.Ordinal);
        Assert.DoesNotContain("CS8032", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_NewProject_IsCachedAndAnswersTheTool()
    {
        await using var home = new DotnetHome(packages.Folder);
        await home.InstallTemplatesAsync();
        await home.InstallToolAsync();
        await home.NewAsync("Corner.Shop");
        await home.BuildAsync();
        await using var site = await home.StartAsync();

        Assert.Equal("tasker; fwd=miss", await site.StatusOfAsync("/orders?customer=acme"));
        Assert.Equal("tasker; hit", await site.StatusOfAsync("/orders?customer=acme"));
        await site.SendAsync("/orders", new { customer = "acme", total = 7.5 });
        Assert.Equal("tasker; fwd=miss", await site.StatusOfAsync("/orders?customer=acme"));

        var (code, output) = await home.RunToolAsync("status", "--url", $"{site.Address}admin/cache");
        Assert.Equal(0, code);
        Assert.Contains("healthy", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_WithRedis_Builds()
    {
        await using var home = new DotnetHome(packages.Folder);
        await home.InstallTemplatesAsync();
        await home.NewAsync("Shop", "--backend", "redis");
        await home.BuildAsync();

        Assert.Contains(".AddRedis()", await home.ReadAsync("Program.cs"), StringComparison.Ordinal);
        Assert.Contains("\"backend\": \"redis\"", await home.ReadAsync("appsettings.json"), StringComparison.Ordinal);
    }
}

using System.Reflection;
using Tasker.OutputCache.Docs.Tests.Assumptions;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Docs.Tests;

/// <summary>Every block of C# on a page compiles, against the assemblies as they are.</summary>
public sealed class SnippetTests
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Text.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Mvc;
        global using Microsoft.AspNetCore.Mvc.Testing;
        global using Microsoft.AspNetCore.OpenApi;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.AspNetCore.Authorization;
        global using Microsoft.EntityFrameworkCore;
        global using Microsoft.Extensions.Caching.Hybrid;
        global using Microsoft.Extensions.Caching.StackExchangeRedis;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Options;
        global using OpenTelemetry.Metrics;
        global using OpenTelemetry.Trace;
        global using Tasker.Caching;
        global using Tasker.Caching.Backends;
        global using Tasker.Caching.PostgreSql;
        global using Tasker.OutputCache;
        global using Tasker.OutputCache.Docs.Tests.Assumptions;
        global using Tasker.OutputCache.Testing;
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IReadOnlyList<Snippet> Snippets { get; } =
    [
        .. Directory.GetFiles(Repository.Root, "*.md")
            .Concat(Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .SelectMany(static page => Snippet.Of(Path.GetRelativePath(Repository.Root, page), File.ReadAllText(page).ReplaceLineEndings("\n")))
            // Programs of their own: the quick start, which a test compares with the sample.
            .Where(static snippet => !snippet.Code.StartsWith("using ", StringComparison.Ordinal)),
    ];

    [Fact]
    public async Task Pages_EverySnippet_Compiles()
    {
        Assert.True(Snippets.Count > 25, $"Only {Snippets.Count} snippets were found.");

        var errors = await CompileAsync([.. Snippets.Select(static snippet => snippet.ToSource(AssumptionsOf(snippet.Page)))]);

        Assert.True(errors.Length == 0, errors);
    }

    /// <summary>The compiler would have said so.</summary>
    [Fact]
    public async Task Compiler_CallOfWhatIsNotThere_IsReportedWithItsPlace()
    {
        var snippet = Assert.Single(Snippet.Of("docs/page.md", "One.\n\n```csharp\nvar one = 1;\nawait cache.ForgetAsync([\"analytics\"]);\n```\n"));

        Assert.Contains("docs/page.md(5,13): error CS1061", await CompileAsync([snippet.ToSource(AssumptionsOf(snippet.Page))]), StringComparison.Ordinal);
    }

    // A page may have assumptions of its own, in a class named after it.
    private static string AssumptionsOf(string page)
    {
        var name = string.Concat(Path.GetFileNameWithoutExtension(page).Split('-').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));
        return (typeof(Page).Assembly.GetType($"{typeof(Page).Namespace}.{name}Page") ?? typeof(Page)).Name;
    }

    /// <returns>The compiler's errors.</returns>
    private static async Task<string> CompileAsync(IReadOnlyList<string> sources)
    {
        using var files = new TempDirectory();
        var compiler = typeof(SnippetTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "Compiler").Value!;
        var arguments = new List<string> { "-nologo", "-target:library", "-nullable:disable", "-warn:0", "-langversion:latest", $"-out:\"{files.File("snippets.dll")}\"" };
        arguments.AddRange(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static assembly => $"-reference:\"{assembly}\""));
        foreach (var (i, source) in sources.Prepend(Usings).Index())
        {
            await File.WriteAllTextAsync(files.File($"{i}.cs"), source, Token);
            arguments.Add($"\"{files.File($"{i}.cs")}\"");
        }

        await File.WriteAllLinesAsync(files.File("arguments.rsp"), arguments, Token);
        await using var process = await ChildProcess.StartAsync(new ChildProcessStart(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [compiler, $"@{files.File("arguments.rsp")}"]) { WorkingDirectory = Repository.Root });
        await process.WaitForExitAsync(TimeSpan.FromMinutes(3));
        Assert.True(process.ExitCode == 0 || process.Output.Text.Contains("error CS", StringComparison.Ordinal), process.Output.Text);
        return string.Join('\n', process.Output.Lines.Where(static line => line.Contains("error CS", StringComparison.Ordinal)));
    }
}

using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Tasker.OutputCache.CodeFixes;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>What every rule has.</summary>
public sealed class RulesTests
{
    private static DiagnosticDescriptor[] All { get; } =
        [.. typeof(Rules).GetFields(BindingFlags.Static | BindingFlags.Public).Select(static field => field.GetValue(null)).OfType<DiagnosticDescriptor>()];

    private static IEnumerable<T> Made<T>(Assembly assembly) =>
        assembly.GetTypes().Where(static type => !type.IsAbstract && typeof(T).IsAssignableFrom(type)).Select(static type => (T)Activator.CreateInstance(type)!);

    [Fact]
    public void Rule_Each_HasAPageInTheIndexAndIsTracked()
    {
        var index = File.ReadAllText(Repository.PathOf("docs", "analyzers", "README.md"));
        var tracked = File.ReadAllText(Repository.PathOf("src", "Tasker.OutputCache.Analyzers", "AnalyzerReleases.Unshipped.md")) + File.ReadAllText(Repository.PathOf("src", "Tasker.OutputCache.Analyzers", "AnalyzerReleases.Shipped.md"));

        Assert.Equal(Enumerable.Range(1, All.Length).Select(static number => $"TSKR{number:000}"), All.Select(static rule => rule.Id));
        Assert.All(All, rule =>
        {
            var title = rule.Title.ToString(CultureInfo.InvariantCulture);
            Assert.StartsWith($"# {rule.Id}: {title}\n", File.ReadAllText(Repository.PathOf(rule.HelpLinkUri.Split('/'))), StringComparison.Ordinal);
            Assert.Contains($"| [{rule.Id}]({rule.Id}.md) | {title} |", index, StringComparison.Ordinal);
            Assert.Contains($"{rule.Id} | Tasker.Caching | Warning | {title}", tracked, StringComparison.Ordinal);
            Assert.Equal(DiagnosticSeverity.Warning, rule.DefaultSeverity);
        });
    }

    [Fact]
    public void Rule_Each_HasAnAnalyzerAndAFix()
    {
        var found = Made<DiagnosticAnalyzer>(typeof(Rules).Assembly).SelectMany(static analyzer => analyzer.SupportedDiagnostics);
        var mended = Made<CodeFixProvider>(typeof(VaryFix).Assembly).SelectMany(static fix => fix.FixableDiagnosticIds);

        Assert.Equivalent(All.Select(static rule => rule.Id), found.Select(static rule => rule.Id), strict: true);
        Assert.Equivalent(All.Select(static rule => rule.Id), mended.Distinct(), strict: true);
    }

    // The compiler has no Workspaces: an assembly of analyzers that refers to them may not load.
    [Fact]
    public void Analyzers_NeedTheCompilerOnly() =>
        Assert.Equivalent(
            (string[])["netstandard", "System.Collections.Immutable", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"],
            typeof(Rules).Assembly.GetReferencedAssemblies().Select(static assembly => assembly.Name).Except(["System.Memory"]),
            strict: true);

    [Fact]
    public void Folders_UseThoseBeforeThem()
    {
        string[] order = ["Declarations", "Routes", "Inputs", "Endpoints", "Evictions", "Checks"];
        const string Space = "using Tasker.OutputCache.Analyzers.";

        Assert.All(order, folder => Assert.All(Directory.GetFiles(Repository.PathOf("src", "Tasker.OutputCache.Analyzers", folder)), file =>
            Assert.Subset(
                order.TakeWhile(other => other != folder).ToHashSet(),
                File.ReadLines(file).Where(static line => line.StartsWith(Space, StringComparison.Ordinal)).Select(static line => line[Space.Length..].TrimEnd(';')).ToHashSet())));
    }
}

using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Tasker.OutputCache.TestUtilities.Troubleshooting;

namespace Tasker.OutputCache.Analyzers.Tests;

/// <summary>Compiles code against the assemblies that the tests run with, and compares what the analyzers find: <c>{|TSKR001:...|}</c>.</summary>
internal static class Check
{
    private static readonly MetadataReference[] _references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsUsed).Select(static path => MetadataReference.CreateFromFile(path))];

    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.OutputCaching;
        using Microsoft.AspNetCore.Routing;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.DependencyInjection;
        using Tasker.Caching;
        using Tasker.OutputCache;

        """;

    // Both namespaces exist, whichever of them has the types.
    private const string Namespaces = "namespace Tasker.Caching { internal static class Here; } namespace Tasker.OutputCache { internal static class HereToo; }";

    /// <summary>Checks code as it is.</summary>
    public static Task FindsAsync<TAnalyzer>(string code)
        where TAnalyzer : DiagnosticAnalyzer, new() => RunAsync<TAnalyzer, NoFix>(code, null, null);

    /// <summary>Checks code, and what a fix makes of it.</summary>
    /// <param name="code">The code with its findings.</param>
    /// <param name="mended">The code that the fix makes.</param>
    /// <param name="title">The title of the fix.</param>
    public static Task MendsAsync<TAnalyzer, TFix>(string code, string mended, string title)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new() => RunAsync<TAnalyzer, TFix>(code, mended, title);

    /// <summary>Checks code that does not compile: what editors see while it is typed.</summary>
    public static Task FindsInBrokenProgramAsync(string statements, string types) => RunAsync<EndpointAnalyzer, NoFix>(Program(statements, types), null, null, CompilerDiagnostics.None);

    /// <summary>Checks statements of a program that has <c>app</c>.</summary>
    public static Task FindsInProgramAsync(string statements, string types = "") => FindsAsync<EndpointAnalyzer>(Program(statements, types));

    /// <summary>Checks statements of a program, and what a fix makes of them.</summary>
    public static Task MendsInProgramAsync<TFix>(string statements, string mended, string title, string types = "")
        where TFix : CodeFixProvider, new() => MendsAsync<EndpointAnalyzer, TFix>(Program(statements, types), Program(mended, types), title);

    /// <summary>Checks types, in a program that maps controllers.</summary>
    public static Task FindsInTypesAsync(string types) => FindsInProgramAsync("app.MapControllers();", types);

    /// <summary>Returns what the analyzers say of a program, as the compiler writes it.</summary>
    public static async Task<Symptom[]> ReadAsync(string statements, string types)
    {
        var compilation = CSharpCompilation.Create(
            "Program",
            [CSharpSyntaxTree.ParseText(Usings + Program(statements, types)), CSharpSyntaxTree.ParseText(Namespaces)],
            _references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        Assert.DoesNotContain(compilation.GetDiagnostics(TestContext.Current.CancellationToken), static found => found.Severity == DiagnosticSeverity.Error);

        var found = await compilation.WithAnalyzers([new EndpointAnalyzer(), new EvictionOrderAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. found.Select(static diagnostic => new Symptom($"warning {diagnostic.Id}", diagnostic.GetMessage(CultureInfo.InvariantCulture)))];
    }

    private static string Program(string statements, string types) => $"var app = WebApplication.Create();\n{statements}\napp.Run();\n\n{types}\n";

    private static async Task RunAsync<TAnalyzer, TFix>(string code, string? mended, string? title, CompilerDiagnostics compiler = CompilerDiagnostics.Errors)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        {
            TestCode = Usings + code,
            ReferenceAssemblies = new ReferenceAssemblies("net10.0"),
            CodeActionEquivalenceKey = title,
            TestBehaviors = TestBehaviors.SkipSuppressionCheck | TestBehaviors.SkipGeneratedCodeCheck,

            // One finding at a time is what editors mend; each of these makes the framework compile everything once more.
            CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllCheck | CodeFixTestBehaviors.SkipLocalDiagnosticCheck,
            MarkupOptions = MarkupOptions.UseFirstDescriptor,
            CompilerDiagnostics = compiler,
        };
        test.SolutionTransforms.Add(static (solution, project) => solution
            .WithProjectParseOptions(project, new CSharpParseOptions(LanguageVersion.Latest))
            .WithProjectCompilationOptions(project, new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable)));
        test.TestState.Sources.Add(("Namespaces.cs", Namespaces));
        test.TestState.AdditionalReferences.AddRange(_references);
        if (mended is not null)
        {
            test.FixedCode = Usings + mended;
            test.FixedState.Sources.Add(("Namespaces.cs", Namespaces));
        }

        await test.RunAsync(TestContext.Current.CancellationToken);
    }

    private static bool IsUsed(string path) => Path.GetFileName(path) switch
    {
        "mscorlib.dll" or "netstandard.dll" => true,
        var name => (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || name.StartsWith("Tasker.", StringComparison.Ordinal)) && !name.Contains("Analyzers", StringComparison.Ordinal),
    };

    private sealed class NoFix : CodeFixProvider
    {
        public override System.Collections.Immutable.ImmutableArray<string> FixableDiagnosticIds => [];

        public override Task RegisterCodeFixesAsync(CodeFixContext context) => Task.CompletedTask;
    }
}

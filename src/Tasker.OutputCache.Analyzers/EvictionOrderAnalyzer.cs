using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Evictions;

namespace Tasker.OutputCache.Analyzers;

/// <summary>Finds evictions that come before the save or the commit of the same method.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EvictionOrderAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.EarlyEviction];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ProductSymbols.IsReferenced(start.Compilation))
            {
                start.RegisterOperationBlockAction(Check);
            }
        });
    }

    private static void Check(OperationBlockAnalysisContext block)
    {
        foreach (var body in block.OperationBlocks)
        {
            if (body.Descendants().OfType<IInvocationOperation>().Any(ProductSymbols.IsEviction))
            {
                new EvictionOrder(block.ReportDiagnostic).Check(block.GetControlFlowGraph(body));
            }
        }
    }
}

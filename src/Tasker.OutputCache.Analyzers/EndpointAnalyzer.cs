using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Tasker.OutputCache.Analyzers.Checks;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Endpoints;
using Tasker.OutputCache.Analyzers.Evictions;
using Tasker.OutputCache.Analyzers.Routes;

namespace Tasker.OutputCache.Analyzers;

/// <summary>Checks the declarations of cached endpoints against their handlers, and evictions against the endpoints.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EndpointAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.MissingParameter, Rules.UnboundName, Rules.OtherDefault, Rules.UnknownTagName, Rules.NothingToCache, Rules.DecidingFilter,
        Rules.UndeclaredRead, Rules.UnknownDimension, Rules.Malformed, Rules.CachedTwice,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ProductSymbols.IsReferenced(start.Compilation))
            {
                Start(start);
            }
        });
    }

    private static void Start(CompilationStartAnalysisContext start)
    {
        var scan = new CompilationScan(start.Compilation, start.CancellationToken);
        var evictions = new EvictedDimensions();
        start.RegisterOperationAction(
            context =>
            {
                var call = (IInvocationOperation)context.Operation;
                evictions.Note(call);
                var endpoint = ProductSymbols.IsCacheCall(call.TargetMethod) ? MappedEndpoints.ReadCall(call, scan, context.CancellationToken)
                    : EndpointChain.IsMap(call) ? MappedEndpoints.ReadMap(call, scan, context.CancellationToken)
                    : null;
                if (endpoint is not null)
                {
                    evictions.Note(endpoint);
                    EndpointCheck.Run(endpoint, scan, context.ReportDiagnostic);
                }
            },
            OperationKind.Invocation);
        start.RegisterOperationBlockAction(context =>
        {
            if (context.OwningSymbol is IMethodSymbol method && Actions.Read(method, scan, context.CancellationToken) is { } action)
            {
                evictions.Note(action);
                EndpointCheck.Run(action with { Bodies = context.OperationBlocks }, scan, context.ReportDiagnostic);
            }
        });
        start.RegisterCompilationEndAction(context => evictions.Report(context.ReportDiagnostic));
    }
}

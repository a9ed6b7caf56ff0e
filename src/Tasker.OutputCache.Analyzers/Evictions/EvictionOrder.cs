using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Evictions;

/// <summary>Follows the paths of a method, and of each function in it, from evictions to saves.</summary>
internal sealed class EvictionOrder(Action<Diagnostic> report)
{
    public void Check(ControlFlowGraph graph)
    {
        var steps = new List<Step>();
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
            {
                Collect(operation, block, graph, steps);
            }
        }

        foreach (var function in graph.LocalFunctions)
        {
            Check(graph.GetLocalFunctionControlFlowGraph(function));
        }

        foreach (var eviction in steps.Where(static step => step.Kind == StepKind.Eviction))
        {
            Check(eviction, steps);
        }
    }

    private void Collect(IOperation operation, BasicBlock block, ControlFlowGraph graph, List<Step> steps)
    {
        if (operation is IFlowAnonymousFunctionOperation function)
        {
            Check(graph.GetAnonymousFunctionControlFlowGraph(function));
            return;
        }

        if (operation is IInvocationOperation call && Step.KindOf(call) is { } kind)
        {
            steps.Add(new Step(kind, block, call));
        }

        foreach (var child in operation.ChildOperations)
        {
            Collect(child, block, graph, steps);
        }
    }

    private void Check(Step eviction, List<Step> steps)
    {
        // A transaction that was committed before, and one save of several, have their eviction; what comes later may be something else.
        var kind = steps.Exists(step => step.Kind == StepKind.Commit && eviction.LeadsTo(step)) ? StepKind.Commit : StepKind.Save;
        if (steps.Exists(step => (step.Kind == kind || (kind == StepKind.Save && step.Kind == StepKind.Write)) && step.LeadsTo(eviction)))
        {
            return;
        }

        var last = steps.FindLast(step => step.Kind == kind && eviction.LeadsTo(step));
        if (last is not null && !steps.Exists(step => step.Kind == StepKind.Eviction && last.LeadsTo(step)))
        {
            report(Diagnostic.Create(
                Rules.EarlyEviction,
                DeclarationReader.LocationOf(eviction.Call),
                [last.Call.Syntax.GetLocation()],
                eviction.Call.TargetMethod.Name,
                last.Call.TargetMethod.Name));
        }
    }
}

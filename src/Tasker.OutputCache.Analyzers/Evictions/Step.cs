using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Evictions;

/// <summary>A call that evicts, saves or commits.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Block">Where it stands in the flow.</param>
/// <param name="Call">The call.</param>
internal sealed record Step(StepKind Kind, BasicBlock Block, IInvocationOperation Call)
{
    public static StepKind? KindOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var type = call.Instance?.Type ?? method.ContainingType;
        return method.Name switch
        {
            "SaveChanges" or "SaveChangesAsync" when call.Instance is not null => StepKind.Save,
            "ExecuteUpdate" or "ExecuteUpdateAsync" or "ExecuteDelete" or "ExecuteDeleteAsync" or "ExecuteSql" or "ExecuteSqlAsync"
                or "ExecuteSqlRaw" or "ExecuteSqlRawAsync" or "ExecuteSqlInterpolated" or "ExecuteSqlInterpolatedAsync" when method.ContainingNamespace.ToDisplayString() == "Microsoft.EntityFrameworkCore" => StepKind.Save,
            "ExecuteNonQuery" or "ExecuteNonQueryAsync" when TypeNames.IsOrImplements(type, "System.Data.IDbCommand") => StepKind.Write,
            "Execute" or "ExecuteAsync" when TypeNames.Is(method.ContainingType, "Dapper.SqlMapper") => StepKind.Write,
            "Commit" or "CommitAsync" when IsTransaction(type) => StepKind.Commit,
            "CommitTransaction" or "CommitTransactionAsync" => StepKind.Commit,
            "Complete" when TypeNames.Is(method.ContainingType, "System.Transactions.TransactionScope") => StepKind.Commit,
            _ => ProductSymbols.IsEviction(call) ? StepKind.Eviction : null,
        };
    }

    /// <summary>Tells whether another call comes later, on some path. Calls of the next turn of a loop do not count.</summary>
    public bool LeadsTo(Step other)
    {
        if (other.Call.Syntax.SpanStart <= Call.Syntax.SpanStart)
        {
            return false;
        }

        var seen = new HashSet<int> { Block.Ordinal };
        var open = new Queue<BasicBlock>();
        open.Enqueue(Block);
        while (open.Count > 0)
        {
            var block = open.Dequeue();
            if (block.Ordinal == other.Block.Ordinal)
            {
                return true;
            }

            foreach (var next in (BasicBlock?[])[block.FallThroughSuccessor?.Destination, block.ConditionalSuccessor?.Destination])
            {
                if (next is not null && seen.Add(next.Ordinal))
                {
                    open.Enqueue(next);
                }
            }
        }

        return false;
    }

    private static bool IsTransaction(ITypeSymbol type) =>
        TypeNames.IsOrImplements(type, "System.Data.IDbTransaction")
        || type.Name.EndsWith("Transaction", StringComparison.Ordinal)
        || type.Name.EndsWith("UnitOfWork", StringComparison.Ordinal);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>A handler that reads one thing of its request beside its key.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Read">Reads it.</param>
/// <param name="Reason">The word of <c>Cache-Status</c>.</param>
/// <param name="Input">What the line says.</param>
/// <param name="Fix">What the line says to do.</param>
/// <param name="Repair">Does it.</param>
/// <param name="Vary">What is declared; nothing is inferred then.</param>
internal sealed record Reading(
    string Name,
    Func<HttpContext, string?> Read,
    string Reason,
    string Input,
    string Fix,
    Action<CacheEndpointOptions, List<string>> Repair,
    string[]? Vary = null)
{
    public CachePartition? Partition { get; init; }

    /// <summary>Maps the handler.</summary>
    public void Map(IEndpointRouteBuilder app, Func<string> count, bool isRepaired)
    {
        var vary = new List<string>(Vary ?? []);
        app.MapGet("/x", (HttpContext context) => $"{Read(context)} {count()}").CacheResource("analytics", "x", configure: options =>
        {
            options.Partition = Partition;
            if (isRepaired)
            {
                Repair(options, vary);
            }
        }, vary: isRepaired ? Repaired(vary) : [.. vary]);
    }

    // The list is complete when the options were configured.
    private string[] Repaired(List<string> vary)
    {
        Repair(new CacheEndpointOptions(), vary);
        var all = vary.Distinct().ToArray();
        return all;
    }

    public override string ToString() => Name;
}

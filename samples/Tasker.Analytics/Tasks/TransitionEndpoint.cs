using Microsoft.AspNetCore.Http.HttpResults;
using Tasker.Analytics.Hosting;

namespace Tasker.Analytics.Tasks;

/// <summary><c>POST /v1/tasks/{id}/transitions</c>: moves a task to another state.</summary>
internal static class TransitionEndpoint
{
    public static void MapTaskTransitions(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/tasks/{id:long}/transitions", PostAsync);

    private static async Task<Results<Ok<TransitionResult>, ValidationProblem, ProblemHttpResult>> PostAsync(
        long id, TransitionRequest request, HttpContext context, TaskTransitions transitions, CancellationToken cancellationToken)
    {
        if (request.To is not { } to || !TaskState.Exists(to))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["to"] = [$"'{request.To}' is no state of a task. The states are: {string.Join(", ", TaskState.All)}."],
            });
        }

        var actor = request.Actor ?? context.User.Identity?.Name ?? "anonymous";
        var outcome = await transitions.ApplyAsync(id, to, actor, cancellationToken);

        return outcome switch
        {
            { Result: { } result } => TypedResults.Ok(result),
            { CurrentState: { } state } => TypedResults.Problem(Problems.Details(
                StatusCodes.Status409Conflict, "The task can't go there.", $"Task {id} is '{state}'. {Allowed(state)}")),
            { WasOvertaken: true } => TypedResults.Problem(Problems.Details(
                StatusCodes.Status409Conflict, "Somebody else was first.", $"Task {id} changed its state meanwhile. Read it again.")),
            _ => TypedResults.Problem(Problems.Details(StatusCodes.Status404NotFound, "No such task.", $"There is no task {id}.")),
        };
    }

    private static string Allowed(string state) => TaskState.After(state) is { Count: > 0 } next
        ? $"It can go to: {string.Join(", ", next)}."
        : "That state is final.";
}

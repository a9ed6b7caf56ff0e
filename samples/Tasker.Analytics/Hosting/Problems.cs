using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Tasker.Analytics.Hosting;

/// <summary>The problem details that more than one endpoint answers with.</summary>
internal static class Problems
{
    public static ProblemHttpResult UnknownNamespace(string name, IEnumerable<string> known) =>
        TypedResults.Problem(Details(StatusCodes.Status404NotFound, "No such namespace.", $"There is no namespace '{name}'. There are: {string.Join(", ", known)}."));

    public static ProblemDetails Details(int status, string title, string detail) => new() { Status = status, Title = title, Detail = detail };
}

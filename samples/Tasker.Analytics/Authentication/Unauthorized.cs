using Tasker.Analytics.Hosting;

namespace Tasker.Analytics.Authentication;

internal static class Unauthorized
{
    public static async Task WriteAsync(HttpContext context, string detail)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new()
        {
            HttpContext = context,
            ProblemDetails = Problems.Details(StatusCodes.Status401Unauthorized, "Who are you?", detail),
        });
    }
}

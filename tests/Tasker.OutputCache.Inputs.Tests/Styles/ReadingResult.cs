namespace Tasker.OutputCache.Inputs.Tests.Styles;

/// <summary>A result that reads the request when it is written.</summary>
public sealed class ReadingResult : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        httpContext.Response.WriteAsync(httpContext.RequestServices.GetRequiredService<UndeclaredReading>().Answer(httpContext));
}

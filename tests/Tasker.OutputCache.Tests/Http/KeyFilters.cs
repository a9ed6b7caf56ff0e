using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A filter of an application, that lets in who has a key.</summary>
internal static class KeyFilters
{
    public const string HeaderName = "X-Key";

    public static bool HasKey(HttpContext context) => context.Request.Headers.ContainsKey(HeaderName);

    public static ValueTask<object?> RequireAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        HasKey(context.HttpContext) ? next(context) : ValueTask.FromResult<object?>(Results.Unauthorized());

    public static IActionResult? Check(HttpContext context) => HasKey(context) ? null : new UnauthorizedResult();
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

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

internal sealed class KeyEndpointFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => KeyFilters.RequireAsync(context, next);
}

[AttributeUsage(AttributeTargets.All)]
internal sealed class KeyAuthorizationAttribute : Attribute, IAuthorizationFilter
{
    public void OnAuthorization(AuthorizationFilterContext context) => context.Result = KeyFilters.Check(context.HttpContext);
}

[AttributeUsage(AttributeTargets.All)]
internal sealed class KeyAsyncAuthorizationAttribute : Attribute, IAsyncAuthorizationFilter
{
    public Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        context.Result = KeyFilters.Check(context.HttpContext);
        return Task.CompletedTask;
    }
}

[AttributeUsage(AttributeTargets.All)]
internal sealed class KeyActionAttribute : ActionFilterAttribute
{
    public override void OnActionExecuting(ActionExecutingContext context) => context.Result = KeyFilters.Check(context.HttpContext);
}

[AttributeUsage(AttributeTargets.All)]
internal sealed class KeyResourceAttribute : Attribute, IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context) => context.Result = KeyFilters.Check(context.HttpContext);

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}

[AttributeUsage(AttributeTargets.All)]
internal sealed class KeyFactoryAttribute : Attribute, IFilterFactory
{
    public bool IsReusable => true;

    public IFilterMetadata CreateInstance(IServiceProvider serviceProvider) => new KeyAuthorizationAttribute();
}

[AttributeUsage(AttributeTargets.All)]
internal sealed class StampAttribute : ResultFilterAttribute
{
    public override void OnResultExecuting(ResultExecutingContext context) => context.HttpContext.Response.Headers["X-Stamp"] = "1";
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>Leads every slug to one action, as a content management system does.</summary>
public sealed class SlugTransformer : DynamicRouteValueTransformer
{
    public override ValueTask<RouteValueDictionary> TransformAsync(HttpContext httpContext, RouteValueDictionary values) =>
        ValueTask.FromResult(new RouteValueDictionary { ["controller"] = "Pages", ["action"] = "Page" });
}

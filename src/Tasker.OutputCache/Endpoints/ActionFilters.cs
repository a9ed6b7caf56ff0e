using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tasker.OutputCache.Inputs;

namespace Tasker.OutputCache.Endpoints;

/// <summary>Finds filters of MVC that may refuse a request, those of the application's options included.</summary>
internal static class ActionFilters
{
    // Result and exception filters only shape what was computed, and their work is in the stored response.
    private static readonly Type[] Deciding =
    [
        typeof(IAuthorizationFilter), typeof(IAsyncAuthorizationFilter), typeof(IResourceFilter), typeof(IAsyncResourceFilter),
        typeof(IActionFilter), typeof(IAsyncActionFilter), typeof(IPageFilter), typeof(IAsyncPageFilter),
    ];

    /// <summary>Lists the filters of an endpoint.</summary>
    public static IEnumerable<FilterName> Of(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<ActionDescriptor>() is not { } action)
        {
            yield break;
        }

        foreach (var descriptor in action.FilterDescriptors)
        {
            if (Find(descriptor.Filter, endpoint) is { } name)
            {
                yield return name;
            }
        }

        var type = action switch
        {
            ControllerActionDescriptor controller => controller.ControllerTypeInfo,
            CompiledPageActionDescriptor page => page.HandlerTypeInfo,
            _ => null,
        };
        if (type is not null && FindMethod(type) is { } method)
        {
            yield return FilterName.Of(type, method);
        }
    }

    private static FilterName? Find(IFilterMetadata filter, Endpoint endpoint)
    {
        switch (filter)
        {
            // The middleware knows nothing of its policy, which is evaluated after the cache.
            case AuthorizeFilter:
                return endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null ? FilterName.Of(typeof(AuthorizeFilter), method: null) : null;
            case ValidateAntiForgeryTokenAttribute or RequireHttpsAttribute:
                return FilterName.Of(filter.GetType(), method: null);
            case MiddlewareFilterAttribute middleware:
                return FilterName.Of(middleware.ConfigurationType, method: null);
            case TypeFilterAttribute of:
                return FindDeciding(of.ImplementationType);
            case ServiceFilterAttribute of:
                return FindDeciding(of.ServiceType);
            case IFilterFactory:
                // What it makes is known when it has made it.
                return FilterName.Of(filter.GetType());
            default:
                return FindDeciding(filter.GetType());
        }
    }

    private static FilterName? FindDeciding(Type type) =>
        type.IsAbstract || Array.Exists(Deciding, deciding => deciding.IsAssignableFrom(type)) ? FilterName.Of(type) : null;

    // A controller or a page may be a filter itself; what the base classes of the framework do is nothing.
    private static string? FindMethod(Type type) =>
        IsOwn<IActionFilter>(type, nameof(IActionFilter.OnActionExecuting)) ? nameof(IActionFilter.OnActionExecuting)
        : IsOwn<IAsyncActionFilter>(type, nameof(IAsyncActionFilter.OnActionExecutionAsync)) ? nameof(IAsyncActionFilter.OnActionExecutionAsync)
        : IsOwn<IPageFilter>(type, nameof(IPageFilter.OnPageHandlerExecuting)) ? nameof(IPageFilter.OnPageHandlerExecuting)
        : IsOwn<IAsyncPageFilter>(type, nameof(IAsyncPageFilter.OnPageHandlerExecutionAsync)) ? nameof(IAsyncPageFilter.OnPageHandlerExecutionAsync)
        : null;

    // Implemented explicitly, it is not found by its name.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "What is not found counts as a filter of the host's own.")]
    private static bool IsOwn<TFilter>(Type type, string method) =>
        typeof(TFilter).IsAssignableFrom(type)
        && !(type.GetMember(method) is [{ DeclaringType: { } declaring }] && FilterName.IsFrameworks(declaring));
}

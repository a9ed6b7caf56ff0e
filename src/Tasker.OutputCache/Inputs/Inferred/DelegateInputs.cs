using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Inputs.Inferred;

/// <summary>Reads what a minimal API binds, in the order in which the framework decides it.</summary>
internal sealed class DelegateInputs(BoundInputs inputs, Endpoint endpoint, IServiceProviderIsService? services)
{
    private static readonly Type[] Requests = [typeof(HttpContext), typeof(HttpRequest), typeof(HttpResponse), typeof(ClaimsPrincipal)];

    private static readonly Type[] Bodies =
    [
        typeof(CancellationToken), typeof(Stream), typeof(System.IO.Pipelines.PipeReader), typeof(IFormCollection), typeof(IFormFile), typeof(IFormFileCollection),
    ];

    public void Add()
    {
        var bindings = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>();
        if (endpoint.Metadata.GetMetadata<MethodInfo>() is not { } method)
        {
            // Nothing is known of what such a delegate reads.
            inputs.AddOpaque(nameof(RequestDelegate));
            return;
        }

        if (bindings.Count > 0)
        {
            foreach (var binding in bindings)
            {
                Add(binding.ParameterInfo, binding.HasBindAsync, binding.HasTryParse);
            }

            return;
        }

        foreach (var parameter in method.GetParameters())
        {
            Add(parameter, hasBindAsync: false, BoundType.IsSimple(parameter.ParameterType));
        }
    }

    private void Add(ParameterInfo parameter, bool hasBindAsync, bool hasTryParse)
    {
        if (parameter.Name is not { } name || Bodies.Contains(parameter.ParameterType))
        {
            return;
        }

        var attributes = parameter.GetCustomAttributes(inherit: true);
        if (attributes.OfType<IFromRouteMetadata>().FirstOrDefault() is { } route)
        {
            AddValue(parameter, route.Name ?? name, CacheParameterSource.Route, attributes);
        }
        else if (attributes.OfType<IFromQueryMetadata>().FirstOrDefault() is { } query)
        {
            AddValue(parameter, query.Name ?? name, CacheParameterSource.Query, attributes);
        }
        else if (attributes.OfType<IFromHeaderMetadata>().FirstOrDefault() is { } header)
        {
            AddValue(parameter, header.Name ?? name, CacheParameterSource.Header, attributes);
        }
        else if (Array.Exists(attributes, static attribute => attribute is IFromBodyMetadata or IFromFormMetadata or IFromServiceMetadata or FromKeyedServicesAttribute))
        {
            // Not of the request, or of a body: requests with one are not cached.
        }
        else if (Requests.Contains(parameter.ParameterType))
        {
            inputs.AddOpaque(parameter.ParameterType.Name);
        }
        else if (hasBindAsync)
        {
            inputs.AddBinder(name, $"{parameter.ParameterType.Name}.BindAsync");
        }
        else if (parameter.ParameterType == typeof(string) || hasTryParse)
        {
            AddValue(parameter, name, BoundInputs.SourceOf(name, endpoint), attributes);
        }
        else if (IsCollection(parameter.ParameterType))
        {
            AddValue(parameter, name, CacheParameterSource.Query, attributes);
        }
        else if (services?.IsService(parameter.ParameterType) == false)
        {
            // A body. If the framework binds something else after all, observation sees it.
            inputs.AddOpaque(parameter.ParameterType.Name);
        }
    }

    private bool IsCollection(Type type) =>
        services?.IsService(type) != true && BoundType.ElementOf(type) is { } element && (type.IsArray || type == typeof(Microsoft.Extensions.Primitives.StringValues)) && BoundType.IsSimple(element);

    private void AddValue(ParameterInfo parameter, string name, CacheParameterSource source, object[] attributes) => inputs.Add(new BoundInput(name, source, parameter.ParameterType)
    {
        Default = SignatureDefault.Of(parameter),
        IsMarked = attributes.OfType<CacheDimensionAttribute>().Any(),
        IsIgnored = attributes.OfType<CacheIgnoreAttribute>().Any(),
    });
}

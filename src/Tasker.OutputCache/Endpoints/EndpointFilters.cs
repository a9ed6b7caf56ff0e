using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Inputs;

namespace Tasker.OutputCache.Endpoints;

/// <summary>The endpoint filters of an endpoint. Nothing else remembers them: they end in its delegate.</summary>
/// <param name="Names">The names of those that are not the framework's own.</param>
internal sealed record EndpointFilters(IReadOnlyList<FilterName> Names)
{
    /// <summary>Notes the filters of an endpoint in its metadata. Call it when nothing adds any more.</summary>
    public static void Note(EndpointBuilder endpoint) => endpoint.Metadata.Add(Of(endpoint));

    public static EndpointFilters Of(EndpointBuilder endpoint)
    {
        var names = new List<FilterName>();
        foreach (var factory in endpoint.FilterFactories)
        {
            if (NameOf(factory) is { } name)
            {
                names.Add(name);
            }
        }

        return new EndpointFilters(names);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "What is not found is a filter without a name.")]
    private static FilterName? NameOf(Delegate factory)
    {
        if (FilterName.OutermostOf(factory.Method.DeclaringType) != typeof(EndpointFilterExtensions))
        {
            return FilterName.Of(factory);
        }

        // What AddEndpointFilter makes of a type, of an object or of a delegate.
        if (Array.Find(TypesOf(factory), typeof(IEndpointFilter).IsAssignableFrom) is { } type)
        {
            return FilterName.Of(type);
        }

        foreach (var field in factory.Target?.GetType().GetFields() ?? [])
        {
            switch (field.GetValue(factory.Target))
            {
                case IEndpointFilter filter:
                    return FilterName.Of(filter.GetType());
                case Delegate filter:
                    return FilterName.Of(filter);
            }
        }

        return FilterName.Unknown;
    }

    private static Type[] TypesOf(Delegate factory) =>
        [.. factory.Method.IsGenericMethod ? factory.Method.GetGenericArguments() : [], .. factory.Method.DeclaringType?.GetGenericArguments() ?? []];
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Inputs.Inferred;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Engine;

/// <summary>What the signature of an endpoint's handler binds from the request.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class BoundInputs
{
    private readonly List<BoundInput> _inputs = [];
    private readonly List<string> _opaque = [];

    /// <summary>Gets what an endpoint binds whose responses are never stored.</summary>
    internal static BoundInputs None { get; } = new();

    /// <summary>Gets what is bound by name.</summary>
    internal IReadOnlyList<BoundInput> Inputs => _inputs;

    /// <summary>Gets what may read more than the signature shows: it is observed while it runs.</summary>
    internal IReadOnlyList<string> Opaque => _opaque;

    /// <summary>Gets the custom binders among them: only they could have been declared otherwise.</summary>
    internal List<string> Binders { get; } = [];

    /// <summary>Gets a value indicating whether any name of the query may be bound, as into a dictionary.</summary>
    internal bool TakesWholeQuery { get; private set; }

    /// <summary>Gets a value indicating whether the handler binds something and can read nothing else: then a declared name that nothing binds is a mistake.</summary>
    internal bool IsComplete => _opaque.Count == 0 && (_inputs.Count > 0 || TakesWholeQuery);

    /// <summary>Reads the metadata of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="services">Tells services from values; <see langword="null"/> if that is not known.</param>
    /// <param name="pages">Compiles pages that no request has asked for yet.</param>
    internal static BoundInputs Of(Endpoint endpoint, IServiceProviderIsService? services, PageLoader? pages = null)
    {
        var inputs = new BoundInputs();
        if (endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action)
        {
            new ActionInputs(inputs, endpoint).Add(Compile(action, endpoint, pages));
        }
        else if (FastEndpointInputs.Find(endpoint.Metadata) is { } request)
        {
            new FastEndpointInputs(inputs, endpoint).Add(request);
        }
        else
        {
            new DelegateInputs(inputs, endpoint, services).Add();
        }

        if (services?.IsService(typeof(IHttpContextAccessor)) == true)
        {
            inputs.AddOpaque(nameof(IHttpContextAccessor));
        }

        if (endpoint.Metadata.GetMetadata<CacheResourceAttribute>()?.Definition is { } resource)
        {
            inputs.Mark(resource);
        }

        return inputs;
    }

    // Those of a published host are compiled already, and are only looked up.
    private static ActionDescriptor Compile(ActionDescriptor action, Endpoint endpoint, PageLoader? pages)
    {
        if (pages is null || action is CompiledPageActionDescriptor or not PageActionDescriptor)
        {
            return action;
        }

        try
        {
            return pages.LoadAsync((PageActionDescriptor)action, endpoint.Metadata).GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // A page that does not compile fails when it is asked for, and not the start of the host.
            return action;
        }
    }

    // What the resource declares is marked once, and not on each handler.
    private void Mark(CacheResource resource)
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (resource.Dimensions.Any(dimension => dimension.Name == TagText.NormalizeName(_inputs[i].Name)))
            {
                _inputs[i] = _inputs[i] with { IsMarked = true };
            }
        }
    }

    /// <summary>Adds a value. One that is bound twice stands in the key once.</summary>
    internal void Add(BoundInput input)
    {
        var index = _inputs.FindIndex(other => other.Source == input.Source && other.Name.Equals(input.Name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            _inputs.Add(input);
            return;
        }

        var known = _inputs[index];
        _inputs[index] = known with
        {
            // Two defaults: an absent value is two values then, and has an entry of its own.
            Default = known.Default == input.Default ? known.Default : string.Empty,
            IsMarked = known.IsMarked || input.IsMarked,
            IsIgnored = known.IsIgnored && input.IsIgnored,
        };
    }

    internal void AddOpaque(string reader)
    {
        if (!_opaque.Contains(reader))
        {
            _opaque.Add(reader);
        }
    }

    internal void AddBinder(string parameter, string binder)
    {
        Binders.Add($"'{parameter}' by {binder}");
        AddOpaque(binder);
    }

    internal void AddWholeQuery() => TakesWholeQuery = true;

    /// <summary>Returns the source of a value that is bound from the route, or else from the query.</summary>
    internal static CacheParameterSource SourceOf(string name, Endpoint endpoint) =>
        (endpoint as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.GetParameter(name) is null ? CacheParameterSource.Query : CacheParameterSource.Route;
}

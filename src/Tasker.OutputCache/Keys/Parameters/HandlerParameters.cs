using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Keys.Parameters;

/// <summary>What the metadata of an endpoint says of the parameters that its handler binds.</summary>
internal sealed class HandlerParameters
{
    private readonly RoutePattern? _pattern;
    private readonly List<HandlerParameter> _parameters = [];
    private readonly List<string> _modelNames = [];

    // Nothing that metadata shows keeps a controller from reading the request itself.
    private readonly bool _mayReadText;

    private HandlerParameters(Endpoint endpoint)
    {
        _pattern = (endpoint as RouteEndpoint)?.RoutePattern;
        if (endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action)
        {
            _mayReadText = true;

            // Pages are compiled when they are first asked for.
            var ofPage = action is CompiledPageActionDescriptor page ? page.HandlerMethods.SelectMany(static method => method.Parameters) : [];
            foreach (var parameter in action.Parameters.Concat(action.BoundProperties).Concat(ofPage))
            {
                AddOfAction(parameter);
            }
        }
        else
        {
            _mayReadText = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Any(static parameter => HoldsRequest(parameter.ParameterType)) == true;
            foreach (var binding in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
            {
                _mayReadText |= binding.HasBindAsync || HoldsRequest(binding.ParameterInfo.ParameterType);
                AddOfDelegate(binding.ParameterInfo);
            }
        }
    }

    /// <summary>Gets names that make MVC read the properties of a model, or the elements of a collection, under other names.</summary>
    public IReadOnlyList<string> ModelNames => _modelNames;

    /// <summary>Gets a value indicating whether any name of the query may end up in a dictionary.</summary>
    public bool TakesAnyName { get; private set; }

    public static HandlerParameters Of(Endpoint endpoint) => new(endpoint);

    /// <summary>Finds out how a declared parameter is bound.</summary>
    public ParameterBinding Find(CacheParameter declared)
    {
        if (declared.Source == CacheParameterSource.Body)
        {
            return ParameterBinding.Unknown;
        }

        var bound = _parameters.FindAll(parameter => parameter.IsSource(declared.Source) && parameter.Name.Equals(declared.Name, StringComparison.OrdinalIgnoreCase));
        var types = bound.ConvertAll(static parameter => BoundType.ElementOf(parameter.Type) ?? parameter.Type);
        var forms = types.ConvertAll(ValueForms.Of);
        var isMany = bound.Exists(static parameter => BoundType.ElementOf(parameter.Type) is not null);
        var kinds = forms.Where(static form => form is not null).Select(static form => form!.Kind).Distinct().Count();
        var form = kinds > 1 ? AnyForm.Instance : forms.Find(static form => form is not null);
        if (form is null && declared.Source == CacheParameterSource.Route)
        {
            return new ParameterBinding(FindConstraint(declared.Name), isMany || bound.Count == 0, IsExact: false);
        }

        // Values of the route keep their text in keys: a path is evicted by its text.
        var isExact = !_mayReadText && !isMany && form is not null && forms.TrueForAll(other => ReferenceEquals(other, form))
            && declared.Source is CacheParameterSource.Query or CacheParameterSource.Header;
        return bound.Count == 0 ? ParameterBinding.Unknown : new ParameterBinding(form, isMany, isExact);
    }

    private ValueForm? FindConstraint(string name)
    {
        if (_pattern is null || _pattern.GetParameter(name) is not { } parameter)
        {
            return null;
        }

        return parameter.ParameterPolicies.Select(static policy => policy.Content is { } content ? ValueForms.OfConstraint(content) : null).FirstOrDefault(static form => form is not null);
    }

    private static bool HoldsRequest(Type type) =>
        type == typeof(HttpContext) || type == typeof(HttpRequest) || type == typeof(HttpResponse) || type == typeof(IHttpContextAccessor);

    private void AddOfDelegate(ParameterInfo parameter)
    {
        if (parameter.Name is not { } name)
        {
            return;
        }

        var attributes = parameter.GetCustomAttributes(inherit: true);
        if (attributes.OfType<IFromRouteMetadata>().FirstOrDefault() is { } route)
        {
            _parameters.Add(new HandlerParameter(route.Name ?? name, CacheParameterSource.Route, parameter.ParameterType));
        }
        else if (attributes.OfType<IFromQueryMetadata>().FirstOrDefault() is { } query)
        {
            _parameters.Add(new HandlerParameter(query.Name ?? name, CacheParameterSource.Query, parameter.ParameterType));
        }
        else if (attributes.OfType<IFromHeaderMetadata>().FirstOrDefault() is { } header)
        {
            _parameters.Add(new HandlerParameter(header.Name ?? name, CacheParameterSource.Header, parameter.ParameterType));
        }
        else if (!attributes.Any(static attribute => attribute is IFromBodyMetadata or IFromFormMetadata or IFromServiceMetadata))
        {
            var source = _pattern?.GetParameter(name) is null ? CacheParameterSource.Query : CacheParameterSource.Route;
            _parameters.Add(new HandlerParameter(name, source, parameter.ParameterType));
        }
    }

    private void AddOfAction(ParameterDescriptor parameter)
    {
        var source = parameter.BindingInfo?.BindingSource;
        if (source is not null && !source.IsFromRequest || source == BindingSource.Body || source == BindingSource.Form || source == BindingSource.FormFile)
        {
            return;
        }

        var name = parameter.BindingInfo?.BinderModelName ?? parameter.Name;
        var from = SourceOf(source);
        _parameters.Add(new HandlerParameter(name, from, parameter.ParameterType));
        TakesAnyName |= BoundType.IsDictionary(parameter.ParameterType);
        if (!BoundType.IsSimple(parameter.ParameterType) && from is null or CacheParameterSource.Query)
        {
            _modelNames.Add(name);
            AddProperties(name, from, parameter.ParameterType);
        }
    }

    private static CacheParameterSource? SourceOf(BindingSource? source) =>
        source == BindingSource.Path ? CacheParameterSource.Route
        : source == BindingSource.Query ? CacheParameterSource.Query
        : source == BindingSource.Header ? CacheParameterSource.Header
        : null;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "MVC itself needs the properties of its models.")]
    private void AddProperties(string model, CacheParameterSource? source, Type type)
    {
        if (BoundType.ElementOf(type) is not null)
        {
            return;
        }

        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var name = property.GetCustomAttributes(inherit: true).OfType<IModelNameProvider>().Select(static attribute => attribute.Name).FirstOrDefault(static name => name is not null) ?? property.Name;

            // The name of the model may stand in front, or not.
            _parameters.Add(new HandlerParameter(name, source, property.PropertyType));
            _parameters.Add(new HandlerParameter($"{model}.{name}", source, property.PropertyType));
        }
    }
}

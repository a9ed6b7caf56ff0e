using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Inputs.Inferred;

/// <summary>Reads what an action or a page binds: values, and models with their properties.</summary>
internal sealed class ActionInputs(BoundInputs inputs, Endpoint endpoint)
{
    // Models within models, as deep as anybody sends them.
    private const int MaximumDepth = 3;

    private static readonly ActionContext Get = new() { HttpContext = new DefaultHttpContext { Request = { Method = HttpMethods.Get } } };

    public void Add(ActionDescriptor action)
    {
        // Controllers and pages have the request at hand.
        inputs.AddOpaque(nameof(HttpContext));
        foreach (var parameter in action.Parameters)
        {
            Add(parameter);
        }

        foreach (var property in action.BoundProperties.Where(static property => property.BindingInfo?.RequestPredicate?.Invoke(Get) != false))
        {
            Add(property);
        }

        if (action is PageActionDescriptor)
        {
            AddPage(action as CompiledPageActionDescriptor);
        }
    }

    private void AddPage(CompiledPageActionDescriptor? page)
    {
        if (page is null)
        {
            inputs.AddOpaque("a page that is not compiled yet");
            return;
        }

        foreach (var method in page.HandlerMethods.Where(static method => HttpMethods.IsGet(method.HttpMethod) || HttpMethods.IsHead(method.HttpMethod)))
        {
            foreach (var parameter in method.Parameters)
            {
                Add(parameter);
            }
        }
    }

    private void Add(ParameterDescriptor parameter)
    {
        var (info, attributes) = parameter switch
        {
            ControllerParameterDescriptor of => (of.ParameterInfo, of.ParameterInfo.GetCustomAttributes(inherit: true)),
            HandlerParameterDescriptor of => (of.ParameterInfo, of.ParameterInfo.GetCustomAttributes(inherit: true)),
            IPropertyInfoParameterDescriptor of => (null, of.PropertyInfo.GetCustomAttributes(inherit: true)),
            _ => ((ParameterInfo?)null, Array.Empty<object>()),
        };
        var binding = parameter.BindingInfo;
        if (binding?.BinderType is { } binder)
        {
            inputs.AddBinder(parameter.Name, binder.Name);
            return;
        }

        if (!IsRead(binding?.BindingSource, parameter.Name))
        {
            return;
        }

        var name = binding?.BinderModelName ?? parameter.Name;
        var type = parameter.ParameterType;
        if (BoundType.IsDictionary(type))
        {
            inputs.AddWholeQuery();
        }
        else if (binding?.BindingSource == BindingSource.Header || IsValue(type))
        {
            AddValue(name, SourceOf(binding?.BindingSource, name), type, attributes, info is null ? null : DefaultOf(info));
        }
        else
        {
            // A model that was given a name is bound by it only.
            AddModel(type, binding?.BindingSource, binding?.BinderModelName is null ? string.Empty : name, name, depth: 1);
        }
    }

    // Not of the request, or of a body: requests with one are not cached.
    private bool IsRead(BindingSource? source, string name)
    {
        if (source is not null && (source == BindingSource.Custom || source is not ({ IsFromRequest: true } or { IsGreedy: false })))
        {
            if (source == BindingSource.Custom)
            {
                inputs.AddBinder(name, "a binder of its own");
            }

            return false;
        }

        return source is null || (source.IsFromRequest && source != BindingSource.Body && source != BindingSource.Form && source != BindingSource.FormFile);
    }

    private static bool IsValue(Type type) => BoundType.IsSimple(type) || BoundType.ElementOf(type) is { } element && BoundType.IsSimple(element) || TypeIsConverted(type);

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "MVC asks the same.")]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "MVC asks the same.")]
    private static bool TypeIsConverted(Type type) => System.ComponentModel.TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    // MVC gives a value type its zero where nothing was sent.
    private static string? DefaultOf(ParameterInfo parameter) =>
        SignatureDefault.Of(parameter) ?? (!parameter.HasDefaultValue && parameter.ParameterType.IsPrimitive && ValueForms.Of(parameter.ParameterType) is { } form ? form.TryFormat("0") ?? form.TryFormat("false") : null);

    private CacheParameterSource SourceOf(BindingSource? source, string name) =>
        source == BindingSource.Path ? CacheParameterSource.Route
        : source == BindingSource.Header ? CacheParameterSource.Header
        : source == BindingSource.Query ? CacheParameterSource.Query
        : BoundInputs.SourceOf(name, endpoint);

    private void AddValue(string name, CacheParameterSource source, Type type, object[] attributes, string? defaultValue = null, string? fullName = null)
    {
        inputs.Add(new BoundInput(name, source, type)
        {
            // Who marks it evicts by what was sent.
            Default = defaultValue,
            FullName = fullName,
            IsMarked = attributes.OfType<CacheDimensionAttribute>().Any(),
            IsIgnored = attributes.OfType<CacheIgnoreAttribute>().Any(),
        });
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "MVC itself needs the properties of its models.")]
    private void AddModel(Type type, BindingSource? source, string prefix, string model, int depth)
    {
        if (depth > MaximumDepth || BoundType.ElementOf(type) is not null)
        {
            inputs.AddBinder(model, $"elements or properties of {type.Name}");
            return;
        }

        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var attributes = AttributesOf(property);
            if (property.GetIndexParameters().Length > 0 || attributes.OfType<IBindingSourceMetadata>().Any(static metadata => metadata.BindingSource is { IsFromRequest: false })
                || attributes.OfType<Microsoft.AspNetCore.Mvc.ModelBinding.BindNeverAttribute>().Any())
            {
                continue;
            }

            if (attributes.OfType<IBinderTypeProviderMetadata>().FirstOrDefault(static metadata => metadata.BinderType is not null) is { } binder)
            {
                inputs.AddBinder($"{model}.{property.Name}", binder.BinderType!.Name);
                continue;
            }

            var own = attributes.OfType<IBindingSourceMetadata>().Select(static metadata => metadata.BindingSource).FirstOrDefault(static of => of is not null);
            var name = attributes.OfType<IModelNameProvider>().Select(static provider => provider.Name).FirstOrDefault(static of => of is not null) ?? property.Name;
            AddProperty(property.PropertyType, own ?? source, attributes, prefix.Length == 0 ? name : $"{prefix}.{name}", $"{model}.{name}", depth);
        }
    }

    private void AddProperty(Type type, BindingSource? source, object[] attributes, string name, string fullName, int depth)
    {
        if (BoundType.IsDictionary(type))
        {
            inputs.AddWholeQuery();
        }
        else if (source == BindingSource.Header || IsValue(type))
        {
            // The initializer of a property is not in its metadata: an absent value has an entry of its own.
            AddValue(name, SourceOf(source, name), type, attributes, fullName: fullName);
        }
        else
        {
            AddModel(type, source, name, fullName, depth + 1);
        }
    }

    // Attributes of a record's parameter count as those of its property.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "MVC itself needs the constructors of its models.")]
    private static object[] AttributesOf(PropertyInfo property)
    {
        var constructors = property.DeclaringType?.GetConstructors() ?? [];
        var parameter = constructors is [var only] ? Array.Find(only.GetParameters(), parameter => parameter.Name == property.Name && parameter.ParameterType == property.PropertyType) : null;
        return [.. property.GetCustomAttributes(inherit: true), .. parameter?.GetCustomAttributes(inherit: true) ?? []];
    }
}

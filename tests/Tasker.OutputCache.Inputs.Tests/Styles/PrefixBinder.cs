using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Tasker.OutputCache.Inputs.Tests.Styles;

/// <summary>A binder that takes whatever the request has under a prefix, and reads nothing where it has none.</summary>
public sealed class PrefixBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        ArgumentNullException.ThrowIfNull(bindingContext);
        var provider = (IEnumerableValueProvider)bindingContext.ValueProvider;
        bindingContext.Result = ModelBindingResult.Success(string.Join(',', provider.GetKeysFromPrefix("f").Values.Select(key => bindingContext.ValueProvider.GetValue(key).FirstValue)));
        return Task.CompletedTask;
    }
}

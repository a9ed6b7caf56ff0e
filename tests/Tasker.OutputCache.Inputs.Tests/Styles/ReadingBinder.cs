using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Tasker.OutputCache.Inputs.Tests.Styles;

/// <summary>A model binder of the host's own.</summary>
public sealed class ReadingBinder(UndeclaredReading reading) : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        ArgumentNullException.ThrowIfNull(bindingContext);
        bindingContext.Result = ModelBindingResult.Success($"{reading.Read(bindingContext.HttpContext)}");
        return Task.CompletedTask;
    }
}

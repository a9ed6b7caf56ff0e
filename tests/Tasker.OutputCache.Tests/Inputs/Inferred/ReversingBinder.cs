using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Tasker.OutputCache.Tests.Inputs.Inferred;

public sealed class ReversingBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var text = bindingContext.HttpContext.Request.Query["hidden"].ToString();
        bindingContext.Result = ModelBindingResult.Success(new string([.. text.Reverse()]));
        return Task.CompletedTask;
    }
}

using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Tasker.OutputCache.Inputs.Tests.Styles;

/// <summary>An action filter that changes the answer.</summary>
public sealed class ReadingFilter(UndeclaredReading reading) : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
    }

    public void OnActionExecuted(ActionExecutedContext context) => context.Result = new ContentResult { Content = reading.Answer(context.HttpContext) };
}

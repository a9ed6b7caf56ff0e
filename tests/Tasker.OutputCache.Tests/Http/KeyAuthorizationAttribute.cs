using Microsoft.AspNetCore.Mvc.Filters;

namespace Tasker.OutputCache.Tests.Http;

[AttributeUsage(AttributeTargets.All)]
internal sealed class KeyAuthorizationAttribute : Attribute, IAuthorizationFilter
{
    public void OnAuthorization(AuthorizationFilterContext context) => context.Result = KeyFilters.Check(context.HttpContext);
}

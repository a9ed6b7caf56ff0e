using Microsoft.AspNetCore.Mvc.Filters;

namespace Tasker.OutputCache.Tests.Http;

[AttributeUsage(AttributeTargets.All)]
internal sealed class KeyFactoryAttribute : Attribute, IFilterFactory
{
    public bool IsReusable => true;

    public IFilterMetadata CreateInstance(IServiceProvider serviceProvider) => new KeyAuthorizationAttribute();
}

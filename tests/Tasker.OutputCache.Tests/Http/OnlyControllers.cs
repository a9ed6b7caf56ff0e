using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Tasker.OutputCache.Tests.Http;

internal sealed class OnlyControllers(params Type[] types) : IApplicationFeatureProvider<ControllerFeature>
{
    public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature) => Array.ForEach(types, type => feature.Controllers.Add(type.GetTypeInfo()));
}

using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>An application part with a single controller.</summary>
internal sealed class OneController(Type type) : ApplicationPart, IApplicationPartTypeProvider
{
    public override string Name => type.Name;

    public IEnumerable<TypeInfo> Types => [type.GetTypeInfo()];
}

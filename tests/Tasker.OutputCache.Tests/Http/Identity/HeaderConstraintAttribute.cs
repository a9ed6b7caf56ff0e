using Microsoft.AspNetCore.Mvc.ActionConstraints;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>An action constraint of a host.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HeaderConstraintAttribute(string value) : Attribute, IActionConstraint
{
    public string Value => value;

    public int Order => 0;

    public bool Accept(ActionConstraintContext context) => context.RouteContext.HttpContext.Request.Headers["x-action"] == value;
}

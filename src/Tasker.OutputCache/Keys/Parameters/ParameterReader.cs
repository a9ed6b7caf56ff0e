using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tasker.OutputCache.Keys.Bodies;

namespace Tasker.OutputCache.Keys.Parameters;

/// <summary>Reads the values of a declared parameter from a request.</summary>
internal static class ParameterReader
{
    /// <summary>Values that one parameter may have; a request with more bypasses the cache.</summary>
    public const int MaximumValues = 16;

    public static StringValues Read(HttpContext context, CacheParameter parameter) => parameter.Source switch
    {
        CacheParameterSource.Query => context.Request.Query[parameter.Name],
        CacheParameterSource.Route => ReadRouteValue(context, parameter.Name),
        CacheParameterSource.Claim => ReadClaims(context.User, parameter.Name),
        CacheParameterSource.Header => context.Request.Headers[parameter.Name],
        CacheParameterSource.Culture => ReadCulture(),
        CacheParameterSource.Body => parameter.Path is { } path && RequestBody.Of(context) is { } body ? body.Read(path) : default,
        _ => parameter.Value?.Invoke(context) is { Length: > 0 } value ? value : default(StringValues),
    };

    // Null is what a catch-all has where nothing is left of the path.
    private static StringValues ReadRouteValue(HttpContext context, string name) =>
        context.Request.RouteValues.TryGetValue(name, out var value) && value is not null
            ? value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture)
            : default(StringValues);

    // Texts and dates in two languages are two values.
    private static StringValues ReadCulture()
    {
        var (culture, language) = (CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name);
        return culture == language ? culture : new StringValues([culture, language]);
    }

    private static StringValues ReadClaims(ClaimsPrincipal user, string type)
    {
        StringValues values = default;
        foreach (var claim in user.Claims)
        {
            if (string.Equals(claim.Type, type, StringComparison.OrdinalIgnoreCase))
            {
                values = StringValues.Concat(values, claim.Value);
            }
        }

        return values;
    }
}

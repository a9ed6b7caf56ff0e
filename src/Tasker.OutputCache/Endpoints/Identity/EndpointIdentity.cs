using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ActionConstraints;
using Microsoft.AspNetCore.Routing;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Endpoints.Identity;

/// <summary>Everything by which routing chooses an endpoint, as far as its metadata says it. The same in every process and every build.</summary>
/// <remarks>Nothing of it depends on the order of registration, on delegates or on display names.</remarks>
internal sealed class EndpointIdentity
{
    private EndpointIdentity(string text, string display, bool isRoute, bool isHandMade, bool isHostBound, string? unknown)
    {
        Text = text;
        Display = display;
        IsRoute = isRoute;
        IsHandMade = isHandMade;
        IsHostBound = isHostBound;
        Unknown = unknown;
    }

    /// <summary>Gets the identity. Endpoints that differ in it are two endpoints.</summary>
    public string Text { get; }

    /// <summary>Gets how lines in the log call the endpoint.</summary>
    public string Display { get; }

    /// <summary>Gets a value indicating whether the endpoint has a route of its own. Dynamic routes lead to endpoints that have none.</summary>
    public bool IsRoute { get; }

    /// <summary>Gets a value indicating whether the endpoint has neither a route nor an action.</summary>
    public bool IsHandMade { get; }

    /// <summary>Gets a value indicating whether the host of a request takes part in choosing the endpoint.</summary>
    public bool IsHostBound { get; }

    /// <summary>Gets what else takes part in choosing the endpoint, and can't be told from its metadata; <see langword="null"/> if nothing does.</summary>
    public string? Unknown { get; }

    /// <summary>Gets what tells the endpoint from others in a name.</summary>
    public string Suffix => Hash(Text)[..8];

    /// <summary>Reads the identity of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="selectors">What takes part in choosing endpoints, beside their routes.</param>
    public static EndpointIdentity Of(Endpoint endpoint, EndpointSelectors selectors)
    {
        var text = new IdentityText();
        var unknown = default(string);
        var metadata = endpoint.Metadata;
        var methods = metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        var hosts = metadata.GetMetadata<IHostMetadata>()?.Hosts ?? [];
        var action = metadata.GetMetadata<ActionDescriptor>();
        var route = endpoint as RouteEndpoint;
        text.AddAll("method", methods.Select(static method => method.ToUpperInvariant()).Distinct(StringComparer.Ordinal));
        text.AddAll("host", hosts.Select(static host => host.ToLowerInvariant()).Distinct(StringComparer.Ordinal));
        AddRoute(text, route, ref unknown);
        AddAction(text, action, ref unknown);
        text.AddAll("accepts", metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes ?? []);
        text.Add("encoding", metadata.GetMetadata<ContentEncodingMetadata>() is { } encoding ? string.Create(CultureInfo.InvariantCulture, $"{encoding.Value} {encoding.Quality}") : null);
        if (ApiVersions.Find(metadata) is { } versions)
        {
            var declared = ApiVersions.Describe(versions);
            text.Add("version", declared);
            unknown ??= declared is null ? "its API version" : null;
        }

        unknown ??= selectors.FindUnknown(endpoint);
        unknown ??= route is null && action is null ? "whatever has made an endpoint without a route" : null;
        return new EndpointIdentity(text.ToString(), Describe(endpoint, methods, hosts), route is not null, route is null && action is null, hosts.Count > 0, unknown);
    }

    private static void AddRoute(IdentityText text, RouteEndpoint? route, ref string? unknown)
    {
        if (route is null)
        {
            return;
        }

        var pattern = route.RoutePattern;
        text.Add("route", PatternText.Of(pattern));
        text.Add("order", route.Order == 0 ? null : route.Order.ToString(CultureInfo.InvariantCulture));
        text.AddAll("default", pattern.Defaults);
        text.AddAll("token", route.Metadata.GetMetadata<IDataTokensMetadata>()?.DataTokens ?? new Dictionary<string, object?>());
        text.AddAll("required", pattern.RequiredValues);
        foreach (var (name, policies) in pattern.ParameterPolicies.OrderBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            foreach (var policy in policies)
            {
                var constraint = RouteConstraintText.Of(policy);
                text.Add($"constraint.{TagText.NormalizeName(name)}", constraint);
                unknown ??= constraint is null ? $"the route constraint {policy.ParameterPolicy?.GetType().FullName}" : null;
            }
        }
    }

    private static void AddAction(IdentityText text, ActionDescriptor? action, ref string? unknown)
    {
        if (action is null)
        {
            return;
        }

        text.AddAll("action", action.RouteValues.Select(static pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)));
        foreach (var constraint in action.ActionConstraints ?? [])
        {
            switch (constraint)
            {
                case HttpMethodActionConstraint methods:
                    text.AddAll("method", methods.HttpMethods.Select(static method => method.ToUpperInvariant()));
                    break;
                case ConsumesAttribute consumes:
                    text.AddAll("consumes", consumes.ContentTypes);
                    break;
                default:
                    unknown ??= $"the action constraint {constraint.GetType().FullName}";
                    break;
            }
        }
    }

    private static string Describe(Endpoint endpoint, IReadOnlyList<string> methods, IReadOnlyList<string> hosts)
    {
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName;
        var text = methods.Count > 0 ? $"{string.Join('/', methods)} {route}" : $"{route}";
        return hosts.Count > 0 ? $"{text} ({string.Join(", ", hosts)})" : text;
    }

    /// <summary>Returns a hash of a text that is the same in every process.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}

using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Keys.Bodies;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Endpoints.Identity;

/// <summary>Gives every endpoint a name that no other endpoint has: keys are made of it.</summary>
/// <remarks>
/// A name that several endpoints claim belongs to none of them: each gets a suffix that is made of its identity, whatever order they
/// come in. Endpoints of one name and one identity get none, and are not cached.
/// </remarks>
internal sealed class EndpointNames
{
    private const string Twin =
        "nothing tells it from another endpoint of the same route and name, in another branch of the pipeline perhaps. Give each of them a name of its own: .CacheResource(resource, \"name\").";

    private readonly Dictionary<(string Full, string Identity), EndpointName> _names = [];
    private readonly Dictionary<(string Full, string Identity), WeakReference<Endpoint>> _handMade = [];
    private readonly Dictionary<string, string> _shapes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>Forgets all names, and gives new ones.</summary>
    /// <param name="claims">The endpoints that there are, one claim each.</param>
    public void Assign(IEnumerable<EndpointClaim> claims)
    {
        _names.Clear();
        _claimed.Clear();
        _given.Clear();
        foreach (var group in claims.GroupBy(static claim => claim.Full, StringComparer.Ordinal))
        {
            _claimed.Add(group.Key);
            Assign([.. group]);
        }
    }

    private void Assign(EndpointClaim[] claims)
    {
        // Actions that dynamic routes lead to have their routes besides, and are no rivals of these.
        var rivals = claims.Where(static claim => claim.Identity.IsRoute).ToArray();
        foreach (var twins in claims.GroupBy(static claim => claim.Identity.Text, StringComparer.Ordinal))
        {
            _names[(twins.First().Full, twins.Key)] = twins.Skip(1).Any() ? new EndpointName(null, Twin) : Name(twins.First(), rivals);
        }
    }

    private EndpointName Name(EndpointClaim claim, EndpointClaim[] rivals)
    {
        var isRival = rivals.Contains(claim);
        if (isRival && rivals.Length == 1)
        {
            return Give(claim, claim.Name, null);
        }

        return claim.Identity.Unknown is not null && rivals.Length > 0
            ? NameOfUnknown(claim)
            : Give(claim, $"{claim.Name}-{claim.Identity.Suffix}", isRival && claim.IsExplicit && claim != rivals[0] ? FlawOf(claim, rivals[0]) : null);
    }

    private static string FlawOf(EndpointClaim claim, EndpointClaim other) =>
        $"'{claim.Resource}/{claim.Name}' is the name of {other.Identity.Display} as well. Give one of them another name; until then each has a name of its own.";

    // A suffix made of what is known would be the same for another endpoint in another build.
    private static EndpointName NameOfUnknown(EndpointClaim claim) => new(
        null, $"{claim.Identity.Unknown} takes part in choosing it, and the key holds nothing of that. Give it a name that no other endpoint has: .CacheResource(resource, \"name\").");

    // Two suffixes may meet, or a name that the host has chosen meets one.
    private EndpointName Give(EndpointClaim claim, string name, string? flaw) =>
        claim.Identity.Unknown is not null && !claim.IsExplicit ? NameOfUnknown(claim)
            : _given.Add(TagText.NormalizeName($"{claim.Resource}/{name}"))
                ? new EndpointName(name, flaw)
                : new EndpointName(null, $"the name '{name}' that it would get is another endpoint's. Give it another name.");

    /// <summary>Returns the name of an endpoint. One that was not there when names were given gets a name that is free.</summary>
    /// <param name="claim">What the endpoint asks for.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="shape">What its keys mean, see <see cref="EndpointShape"/>.</param>
    /// <param name="bodies">The methods whose bodies are part of its keys.</param>
    public EndpointName Find(EndpointClaim claim, Endpoint endpoint, string shape, BodyMethods bodies = BodyMethods.None)
    {
        if (bodies == BodyMethods.None && !EndpointClaim.AnswersGet(endpoint))
        {
            // Nothing is ever stored under it.
            return new EndpointName(claim.Name, null);
        }

        var key = (claim.Full, claim.Identity.Text);
        if (!_names.TryGetValue(key, out var name))
        {
            var isFree = _claimed.Add(claim.Full) && claim.Identity.IsRoute;
            _names[key] = name = claim.Identity is { Unknown: not null, IsHandMade: false } && !isFree
                ? NameOfUnknown(claim)
                : Give(claim, isFree ? claim.Name : $"{claim.Name}-{claim.Identity.Suffix}", null);
        }

        if (name.Value is null)
        {
            return name;
        }

        // Routing may make its endpoints again. One that the host has made itself is another one as long as the first is there.
        if (claim.Identity.IsHandMade)
        {
            if (_handMade.TryGetValue(key, out var owner) && owner.TryGetTarget(out var other) && !ReferenceEquals(other, endpoint))
            {
                return new EndpointName(null, "another endpoint without a route has its name. Make the endpoint once, or give each a name of its own.");
            }

            _handMade[key] = new WeakReference<Endpoint>(endpoint);
        }

        return Separate(claim.Resource, name, shape);
    }

    // Declared otherwise than the endpoint that had this name before: what memory holds under its keys means something else.
    private EndpointName Separate(string resource, EndpointName name, string shape)
    {
        var value = IsTaken(name.Value!) ? $"{name.Value}-{shape[..8]}" : name.Value!;
        if (IsTaken(value))
        {
            return new EndpointName(null, $"the name '{value}' that it would get is another endpoint's. Give it another name.");
        }

        _shapes[Full(value)] = shape;
        return name with { Value = value };

        bool IsTaken(string value) => _shapes.TryGetValue(Full(value), out var before) && before != shape;

        string Full(string value) => TagText.NormalizeName($"{resource}/{value}");
    }

    /// <summary>Makes a name of a route, or of the action that a dynamic route leads to.</summary>
    public static string Of(Endpoint endpoint)
    {
        var route = endpoint is RouteEndpoint { RoutePattern: var pattern } ? PatternText.Of(pattern)
            : endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action ? string.Join('/', action.RouteValues.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value).Where(static value => !string.IsNullOrEmpty(value)))
            : "endpoint";
        var name = new StringBuilder(route.Length);
        foreach (var character in route.Trim('/'))
        {
            name.Append(char.IsLetterOrDigit(character) || CacheName.InResource.Contains(character, StringComparison.Ordinal) ? character : '-');
        }

        return name.Length is 0 or > CacheName.MaximumLength ? $"route-{EndpointIdentity.Hash(route)}" : name.ToString();
    }
}

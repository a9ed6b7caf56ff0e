using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Tasker.OutputCache.Endpoints.Identity;

/// <summary>What takes part in choosing endpoints, beside their routes: the framework's policies, which are known here, and those of the host.</summary>
internal sealed class EndpointSelectors(Func<IEnumerable<MatcherPolicy>> policies)
{
    // They go by metadata that EndpointIdentity reads, or lead to endpoints that it reads.
    private static readonly HashSet<string> Known =
    [
        "Microsoft.AspNetCore.Routing.Matching.HttpMethodMatcherPolicy",
        "Microsoft.AspNetCore.Routing.Matching.HostMatcherPolicy",
        "Microsoft.AspNetCore.Routing.Matching.AcceptsMatcherPolicy",
        "Microsoft.AspNetCore.Routing.Matching.ContentEncodingNegotiationMatcherPolicy",
        "Microsoft.AspNetCore.Mvc.Routing.ActionConstraintMatcherPolicy",
        "Microsoft.AspNetCore.Mvc.Routing.DynamicControllerEndpointMatcherPolicy",
        "Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure.DynamicPageEndpointMatcherPolicy",
        "Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure.PageLoaderMatcherPolicy",
        "Asp.Versioning.Routing.ApiVersionMatcherPolicy",
        typeof(HeadMatcherPolicy).FullName!,
    ];

    // Not earlier: a policy of the host's may need services that are not there while these are made.
    private readonly Lazy<MatcherPolicy[]> _unknown = new(() => [.. policies().Where(static policy => !Known.Contains(policy.GetType().FullName ?? string.Empty))]);

    /// <summary>Finds a policy that takes part in choosing an endpoint by something that is not known here.</summary>
    /// <returns>What it is, or <see langword="null"/> if there is none.</returns>
    public string? FindUnknown(Endpoint endpoint)
    {
        foreach (var policy in _unknown.Value)
        {
            if (AppliesTo(policy, endpoint))
            {
                return $"the matcher policy {policy.GetType().FullName}";
            }
        }

        return null;
    }

    private static bool AppliesTo(MatcherPolicy policy, Endpoint endpoint)
    {
        try
        {
            return (policy is INodeBuilderPolicy nodes && nodes.AppliesToEndpoints([endpoint]))
                || (policy is IEndpointSelectorPolicy selector && selector.AppliesToEndpoints([endpoint]));
        }
        catch (Exception)
        {
            // It expects more than one endpoint, or others. What it does with this one is not known.
            return true;
        }
    }
}

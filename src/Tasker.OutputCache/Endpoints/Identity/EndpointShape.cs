using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Bodies;

namespace Tasker.OutputCache.Endpoints.Identity;

/// <summary>What the keys of an endpoint mean: a hash of the endpoint's identity, and of names, sources and types of its parameters in their order.</summary>
/// <remarks>
/// Entries of the shared tier carry it. A build that means something else by the same name and values gets a miss. Defaults
/// are no part of it: the key has the value itself.
/// </remarks>
internal static class EndpointShape
{
    // Raise it when keys come to be written in another way.
    private const string Format = "1";

    public static string Of(EndpointIdentity identity, string resource, CacheParameterSet parameters)
    {
        var text = new IdentityText();
        text.Add("format", Format);
        text.Add("endpoint", identity.Text);
        text.Add("resource", TagText.NormalizeName(resource));
        foreach (var parameter in parameters.Parameters)
        {
            text.Add(parameter.IsDimension ? "dimension" : "view", $"{parameter.Source}:{parameter.Dimension}:{parameter.Binding.Form?.Kind}");
        }

        if (parameters.TakesWholeQuery)
        {
            text.Add("view", "query:*");
        }

        if (parameters.Body != BodyForm.None)
        {
            text.Add("body", parameters.Body.ToString());
            text.AddAll("place", parameters.All.Select(static parameter => parameter.Path?.Text).OfType<string>());
        }

        return EndpointIdentity.Hash(text.ToString());
    }
}

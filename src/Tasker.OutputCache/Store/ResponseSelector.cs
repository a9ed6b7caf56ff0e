using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Store;

/// <summary>Selects what a request gets of a stored response. Both ways of serving use it.</summary>
internal sealed class ResponseSelector
{
    /// <summary>Selects the representation of a response for a request. Does not wait, and allocates nothing for what was selected before.</summary>
    public SelectedResponse Select(HttpRequest request, CachedEntry entry, StoredResponse response)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(entry);
        return new SelectedResponse(response.Status, response.Headers, response.Body);
    }
}

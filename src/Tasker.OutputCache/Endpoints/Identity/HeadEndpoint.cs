using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Endpoints.Identity;

/// <summary>Marks an endpoint that is another one, but for answering HEAD requests as well.</summary>
internal sealed record HeadEndpoint(Endpoint Original);

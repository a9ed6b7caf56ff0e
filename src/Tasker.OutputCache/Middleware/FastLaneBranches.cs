using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Middleware;

/// <summary>The ways out of the fast lane.</summary>
/// <param name="Next">To what follows: for endpoints with our metadata.</param>
/// <param name="Framework">To the framework's middleware, and then to what follows: for all others.</param>
internal sealed record FastLaneBranches(RequestDelegate Next, RequestDelegate Framework);

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Storage;
using Tasker.Caching;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

/// <summary>What snippets take for granted: the host's builder, the application, services.</summary>
public class Page
{
    protected readonly WebApplicationBuilder builder = null!;
    protected readonly WebApplication app = null!;
    protected readonly IServiceProvider services = null!;
    protected readonly ICacheEvictor cache = null!;
    protected readonly ICacheEvents events = null!;
    protected readonly HttpContext context = null!;
    protected readonly IDbContextTransaction transaction = null!;
    protected readonly TaskRow task = null!;
    protected readonly string[] args = [];
    protected readonly CancellationToken cancellationToken;

    protected static string GetOverview() => "overview";

    protected static string GetBottlenecks() => "bottlenecks";
}

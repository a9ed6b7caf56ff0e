using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Admin.Status;

/// <summary><c>GET configuration</c>: what is in force, from which layer each value came, and what is wrong. Secrets are masked.</summary>
internal static class ConfigurationEndpoint
{
    public static Task GetAsync(HttpContext context)
    {
        var report = context.RequestServices.GetRequiredService<ConfigurationReporter>().Report();
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(report, ConfigurationJson.Default.ConfigurationReport, cancellationToken: context.RequestAborted);
    }
}

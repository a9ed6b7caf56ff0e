using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.Admin;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

/// <summary>A host with the administration, whose users are what headers say.</summary>
internal static class AdminHost
{
    public const string Path = "/api/admin/cache";
    public const string TenantHeader = "Test-Tenant";

    public static async Task<WebApplication> StartAsync(
        string environment = "Development",
        Action<WebApplication>? endpoints = null,
        Action<TaskerCachingOptions>? options = null,
        Action<TaskerCacheAdminOptions>? admin = null,
        Action<IServiceCollection>? services = null,
        string remote = "127.0.0.1",
        bool isAdmin = false,
        bool authorize = false,
        ILoggerProvider? logs = null,
        bool ours = false)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        }

        builder.Services.AddAuthentication().AddBearerToken();
        builder.Services.AddAuthorizationBuilder().AddPolicy("admin", policy => policy.RequireClaim("admin"));
        builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build(), options);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
            var tenant = context.Request.Headers[TenantHeader].ToString();
            Claim[] claims = [.. isAdmin ? [new Claim("admin", "yes"), new Claim(ClaimTypes.Name, "alice")] : Array.Empty<Claim>(), .. tenant.Length > 0 ? [new Claim("tenant", tenant)] : Array.Empty<Claim>()];
            context.User = new ClaimsPrincipal(new ClaimsIdentity(claims, authorize || tenant.Length > 0 ? "test" : null));
            return next(context);
        });
        app.UseAuthorization();
        if (ours)
        {
            app.UseTaskerOutputCache();
        }
        else
        {
            app.UseOutputCache();
        }

        var group = app.MapTaskerCache(Path, admin);
        if (authorize)
        {
            group.RequireAuthorization("admin");
        }

        endpoints?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}

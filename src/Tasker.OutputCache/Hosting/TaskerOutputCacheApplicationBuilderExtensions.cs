using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.FrameworkStore;
using Tasker.OutputCache.Middleware;
using Tasker.OutputCache.Requests;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds our own middleware to a pipeline.</summary>
public static class TaskerOutputCacheApplicationBuilderExtensions
{
    /// <summary>Adds output caching, in the place of <c>app.UseOutputCache()</c>. Call it after authentication and authorization.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    /// <remarks>
    /// Endpoints that are cached by a resource are answered here, with less work and exact headers. All others go on to the
    /// framework's middleware, which this adds as well.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><c>AddTaskerOutputCache</c> was not called.</exception>
    public static IApplicationBuilder UseTaskerOutputCache(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var services = app.ApplicationServices;
        if (services.GetService<MiddlewarePresence>() is not { } use)
        {
            throw new InvalidOperationException("The services of the cache are missing. Call builder.Services.AddTaskerOutputCache() before builder.Build().");
        }

        services.GetRequiredService<MiddlewarePair>().NoteOurs();
        return app.Use(next =>
        {
            var framework = use.BuildBehindOurs(() =>
            {
                var branch = app.New();
                branch.UseOutputCache();
                branch.Run(next);
                return branch.Build();
            });
            return ActivatorUtilities.CreateInstance<TaskerOutputCacheMiddleware>(services, next, framework).InvokeAsync;
        });
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Tests that run over the test server, and over Kestrel on loopback.</summary>
public abstract class HttpContract
{
    private protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private int _activeRequests;

    /// <summary>Gets how many requests are in the pipeline.</summary>
    private protected int ActiveRequests => Volatile.Read(ref _activeRequests);

    protected virtual bool OverKestrel => false;

    /// <summary>Adds the middleware under test: the framework's over our store, or ours.</summary>
    protected virtual void UseCache(IApplicationBuilder app) => app.UseOutputCache();

    private protected Task<TestApp> StartAsync(
        Action<WebApplication> endpoints,
        Action<TaskerOutputCacheOptions>? options = null,
        Action<IServiceCollection>? services = null,
        ILoggerProvider? logs = null,
        Action<WebApplication>? pipeline = null) =>
        TestApp.StartAsync(endpoints, options, services, logs, pipeline ?? UseHost, overKestrel: OverKestrel);

    private void UseHost(WebApplication app)
    {
        // The test server hands exceptions to the client; Kestrel answers with this status.
        app.Use(next => async (HttpContext context) =>
        {
            Interlocked.Increment(ref _activeRequests);
            try
            {
                await next(context);
            }
            catch (Exception) when (!context.Response.HasStarted)
            {
                context.Response.Clear();
                context.Response.StatusCode = 500;
            }
            finally
            {
                Interlocked.Decrement(ref _activeRequests);
            }
        });
        UseCache(app);
    }

    private protected static Task WaitAsync(Func<bool> condition, string description) => Eventually.Async(condition, Deadline, description, Token);

    private protected static string StatusOf(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("Cache-Status"));
}

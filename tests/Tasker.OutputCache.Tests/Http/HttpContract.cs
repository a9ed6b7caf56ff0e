using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Tests that run over each middleware and server: <see cref="RunsOverAttribute"/> says which.</summary>
public abstract class HttpContract
{
    private protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly RunsOverAttribute _runsOver;

    private int _activeRequests;

    protected HttpContract() => _runsOver = RunsOverAttribute.Of(GetType());

    /// <summary>Gets how many requests are in the pipeline.</summary>
    private protected int ActiveRequests => Volatile.Read(ref _activeRequests);

    protected virtual bool OverKestrel => _runsOver.Server != ServerKind.InMemory;

    private protected bool OverHttp2 => _runsOver.Server == ServerKind.KestrelHttp2;

    private protected bool OverTasker => _runsOver.Middleware == MiddlewareKind.Tasker;

    /// <summary>Adds the middleware under test: the framework's over our store, or ours.</summary>
    protected virtual void UseCache(IApplicationBuilder app) => _ = OverTasker ? app.UseTaskerOutputCache() : app.UseOutputCache();

    private protected Task<TestApp> StartAsync(
        Action<WebApplication> endpoints,
        Action<TaskerCachingOptions>? options = null,
        Action<IServiceCollection>? services = null,
        ILoggerProvider? logs = null,
        Action<WebApplication>? pipeline = null) =>
        TestApp.StartAsync(endpoints, options, services, logs, pipeline ?? UseHost, overKestrel: OverKestrel, overHttp2: OverHttp2);

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

using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>What HTTP asks of a cache in the process of its origin. The cases are listed in <c>docs/http-behaviour.md</c>.</summary>
public abstract class BehaviourContract : HttpContract
{
    private int _runs;

    /// <summary>Gets how often the handler has run.</summary>
    private protected int Runs => Volatile.Read(ref _runs);

    /// <summary>Gets or sets what the handler does before it writes the body.</summary>
    private protected Action<HttpContext> Respond { get; set; } = static _ => { };

    /// <summary>Gets or sets the body, of the number of the run.</summary>
    private protected Func<int, string> Body { get; set; } = static run => $"run {run}";

    private protected string? LastMethod { get; private set; }

    private protected Task<TestApp> StartAsync(Action<TaskerCachingOptions>? options = null, string[]? vary = null, Action<WebApplication>? pipeline = null) =>
        StartAsync(app => app.MapGet("/x", (Delegate)HandleAsync).CacheAnalytics("x", vary), options, pipeline: pipeline);

    private protected async Task HandleAsync(HttpContext context)
    {
        var run = Interlocked.Increment(ref _runs);
        LastMethod = context.Request.Method;
        context.Response.ContentType = "text/plain";
        Respond(context);
        if (context.Response.StatusCode is not (204 or 304))
        {
            await context.Response.WriteAsync(Body(run), context.RequestAborted);
        }
    }

    private protected static async Task<HttpResponseMessage> SendAsync(TestApp app, HttpMethod method, string url, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        var response = await app.Client.SendAsync(request, Token);
        await response.Content.LoadIntoBufferAsync(Token);
        return response;
    }

    private protected static Task<HttpResponseMessage> GetAsync(TestApp app, params (string Name, string Value)[] headers) => SendAsync(app, HttpMethod.Get, "/x", headers);

    /// <summary>Gets the response once from the handler, and then from the cache.</summary>
    private protected static async Task<HttpResponseMessage> GetHitAsync(TestApp app, params (string Name, string Value)[] headers)
    {
        await GetAsync(app);
        return await AssertHitAsync(app, headers);
    }

    private protected static async Task<HttpResponseMessage> AssertHitAsync(TestApp app, params (string Name, string Value)[] headers)
    {
        var hit = await GetAsync(app, headers);
        Assert.StartsWith("tasker; hit", StatusOf(hit), StringComparison.Ordinal);
        return hit;
    }

    private protected static Task<string> TextOf(HttpResponseMessage response) => response.Content.ReadAsStringAsync(Token);

    private protected static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    private protected static EntityTagHeaderValue TagOf(HttpResponseMessage response)
    {
        Assert.NotNull(response.Headers.ETag);
        return response.Headers.ETag;
    }
}

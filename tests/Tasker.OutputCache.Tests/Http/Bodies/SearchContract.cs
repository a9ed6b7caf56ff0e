using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http.Behaviour;

namespace Tasker.OutputCache.Tests.Http.Bodies;

/// <summary>Searches whose requests have a body.</summary>
public abstract class SearchContract : BehaviourContract
{
    private protected const string Json = "application/json";

    private protected static readonly HttpMethod Query = new("QUERY");

    private protected string? LastBody { get; private set; }

    // A handler that sees nothing but values: each answer says what was asked.
    private protected async Task SearchAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        LastBody = await reader.ReadToEndAsync(context.RequestAborted);
        await HandleAsync(context);
    }

    private protected void MapSearch(WebApplication app)
    {
        app.MapMethods("/search", ["QUERY"], (Delegate)SearchAsync).CacheAnalytics("query");
        app.MapPost("/search", (Delegate)SearchAsync).CacheAnalytics("post", static parameters => parameters.DimensionFromBody("$.filter.namespace"));
    }

    private protected static async Task<HttpResponseMessage> AskAsync(TestApp app, HttpMethod method, string body, string? type = Json, string url = "/search", Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(method, url) { Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) };
        if (type is not null)
        {
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        change?.Invoke(request);
        var response = await app.Client.SendAsync(request, Token);
        await response.Content.LoadIntoBufferAsync(Token);

        // A client may have its answer before that is stored.
        await WaitAsync(() => app.Engine.Flights == 0, "no computation is left");
        return response;
    }

    private protected static string Filter(string name) => new JsonObject { ["filter"] = new JsonObject { ["namespace"] = name } }.ToJsonString();

    private protected static bool IsHit(HttpResponseMessage response) => StatusOf(response).StartsWith("tasker; hit", StringComparison.Ordinal);
}

using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Net.Http.Headers;
using Xunit;

namespace Tasker.OutputCache.Inputs.Tests.Styles;

/// <summary>Handlers that read one thing in an unusual way. The first client sends nothing of it, so that its own run leaves little to see.</summary>
public sealed class OddReadingTests
{
    private static readonly string[] Clients = ["", "a", "", "b", "a"];

    private static readonly Dictionary<string, Func<HttpContext, string?>> Readings = new()
    {
        ["names that begin with something"] = static context => string.Join(',', context.Request.Query.Keys.Where(static key => key.StartsWith("f[", StringComparison.Ordinal)).Select(key => $"{context.Request.Query[key]}")),
        ["query through the feature"] = static context => context.Features.Get<IQueryFeature>()!.Query.Select(static pair => pair.Value.ToString()).FirstOrDefault(),
        ["query parsed again"] = static context => Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(context.Request.QueryString.Value).Values.Select(static value => value.ToString()).FirstOrDefault(),
        ["encoded URL"] = static context => ValueIn(context.Request.GetEncodedPathAndQuery()),
        ["headers by LINQ"] = static context => context.Request.Headers.Where(static header => header.Key == "X-F").Select(static header => header.Value.ToString()).FirstOrDefault(),
        ["header names by LINQ"] = static context => context.Request.Headers.Keys.Any(static key => key == "X-F") ? context.Request.Headers["X-F"].ToString() : null,
        ["headers copied"] = static context => context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString()).GetValueOrDefault("X-F"),
        ["typed header"] = static context => context.Request.GetTypedHeaders().Get<EntityTagHeaderValue>("X-Tag")?.Tag.Value?.Trim('"'),
        ["comma separated header"] = static context => string.Join(',', context.Request.Headers.GetCommaSeparatedValues("X-F")),
        ["header of another case"] = static context => context.Request.Headers["x-f"],
        ["content type"] = static context => context.Request.ContentType?.Split('/')[^1],
        ["form"] = static context => context.Request.HasFormContentType ? context.Request.ContentType!.Split('/')[^1] : context.Request.ContentType?.Split('/')[^1],
        ["cookie names"] = static context => context.Request.Cookies.Keys.Contains("f") ? context.Request.Cookies["f"] : null,
        ["cookie header of another case"] = static context => context.Request.Headers["COOKIE"].ToString() is { Length: > 0 } cookie ? cookie[2..] : null,
        ["query in the features' list"] = static context => context.Features.Select(static feature => feature.Value).OfType<IQueryFeature>().First().Query["f[0]"],
        ["request in the features' list"] = static context => context.Features.Select(static feature => feature.Value).OfType<IHttpRequestFeature>().First().Headers["X-F"],
        ["parsed while another thread runs"] = static context => Task.Run(() => context.Request.Query["f[0]"].ToString()).GetAwaiter().GetResult(),
    };

    public static MatrixTheoryData<string, bool> Handlers => new(Readings.Keys, [false, true]);

    public static MatrixTheoryData<string, bool> Actions => new(["dictionary", "prefix", "beside", "array", "values", "update"], [false, true]);

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Get_HandlerReadsInAnOddWay_EveryClientHasItsOwn(string name, bool overFastLane)
    {
        await using var host = await InputHost.StartAsync(
            overFastLane,
            static _ => { },
            app => app.MapGet("/odd", (HttpContext context) => Readings[name](context) ?? string.Empty).CacheResource("analytics", "odd"));

        await AssertOwnAnswersAsync(host, "/odd");
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Get_ActionBindsInAnOddWay_EveryClientHasItsOwn(string action, bool overFastLane)
    {
        await using var host = await InputHost.StartAsync(
            overFastLane,
            static services => services.AddControllers().ConfigureApplicationPartManager(static parts => parts.ApplicationParts.Add(new AssemblyPart(typeof(OddController).Assembly))),
            static app => app.MapControllers().CacheResource("analytics", "odd"));

        await AssertOwnAnswersAsync(host, $"/odd/{action}");
    }

    private static async Task AssertOwnAnswersAsync(InputHost host, string path)
    {
        foreach (var client in Clients)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, client.Length > 0 ? $"{path}?f[0]={client}" : path);
            if (client.Length > 0)
            {
                request.Headers.Add("X-F", client);
                request.Headers.Add("X-Tag", $"\"{client}\"");
                request.Headers.Add("Cookie", $"f={client}");
                request.Content = new ByteArrayContent([]);
                request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue($"text/{client}");
            }

            using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
            response.EnsureSuccessStatusCode();
            Assert.Equal(client, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    private static string ValueIn(string url) => url.Contains('=', StringComparison.Ordinal) ? url[(url.IndexOf('=', StringComparison.Ordinal) + 1)..] : string.Empty;
}

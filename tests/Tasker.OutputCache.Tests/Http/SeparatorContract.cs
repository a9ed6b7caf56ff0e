using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Requests that the framework's keys would take for each other get each their own answer, also at the same time.</summary>
public abstract class SeparatorContract : HttpContract
{
    private const int Repeats = 20;

    [Fact]
    public async Task Get_SeparatorsInQueryValues_EachGetsItsOwn()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpRequest request) => EchoAsync(request, "namespace")).CacheAnalytics(vary: ["namespace"]));

        await AssertEachGetsItsOwnAsync(app.Client,
            "/x?namespace=a%1E", "/x?namespace=a%1F", "/x?namespace=%1E", "/x?namespace=%1F", "/x?namespace=a%1Fb", "/x?namespace=a&namespace=b", "/x?namespace=a%2Cb", "/x?namespace=a");
    }

    [Fact]
    public async Task Get_SeparatorInUnnamedParameter_IsStored()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", static () => "x").CacheAnalytics());

        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await app.Client.GetAsync("/x?=%1E", Token)));
        Assert.StartsWith("tasker; hit", StatusOf(await app.Client.GetAsync("/x?=%1E", Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_SeparatorsInPaths_EachGetsItsOwnAndNothingIsStored()
    {
        await using var app = await StartAsync(app => app.MapGet("/x/{id}", async (string id) =>
        {
            await Pause.UpToAsync(10);
            return Uri.EscapeDataString(id);
        }).CacheAnalytics());

        Assert.Equal("tasker; fwd=bypass; detail=path", StatusOf(await app.Client.GetAsync("/x/a%1Eb", Token)));
        var answers = await Task.WhenAll(Enumerable.Range(0, Repeats).Select(i => app.Client.GetStringAsync($"/x/a%1E{i}", Token)));
        Assert.Equal(Enumerable.Range(0, Repeats).Select(static i => $"a%1E{i}"), answers);
    }

    [Fact]
    public async Task Get_HeadersThatJoinAlike_EachGetsItsOwn()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", async (HttpContext context) =>
        {
            await Pause.UpToAsync(10);
            return string.Join('|', context.Request.Headers["X-Region"].ToArray());
        }).CacheAnalytics(vary: ["header:X-Region"]));

        string[][] cases = [["ab", "c"], ["a", "bc"], ["abc"], ["a", "b", "c"], ["ab,c"]];
        for (var i = 0; i < Repeats; i++)
        {
            await Task.WhenAll(cases.Select(async values =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, "/x");
                foreach (var value in values)
                {
                    request.Headers.TryAddWithoutValidation("X-Region", value);
                }

                var answer = await (await app.Client.SendAsync(request, Token)).Content.ReadAsStringAsync(Token);

                // A server may see one line where the client has joined several; their bounds must not be lost all the same.
                Assert.Equal(string.Concat(values).Replace(",", string.Empty, StringComparison.Ordinal), answer.Replace("|", string.Empty, StringComparison.Ordinal).Replace(",", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal));
                Assert.Equal(values.Length > 1 ? values.Length : values[0].Split(',').Length, answer.Split('|', ',').Length);
            }));
        }
    }

    private static async Task<string> EchoAsync(HttpRequest request, string name)
    {
        await Pause.UpToAsync(10);
        return string.Join('|', request.Query[name].Select(static value => Uri.EscapeDataString(value!)));
    }

    private static async Task AssertEachGetsItsOwnAsync(HttpClient client, params string[] urls)
    {
        for (var i = 0; i < Repeats; i++)
        {
            var answers = await Task.WhenAll(urls.Select(url => client.GetStringAsync(url, Token)));
            Assert.Equal(urls.Select(static url => url.Split('?')[1].Replace("&", "|", StringComparison.Ordinal).Replace("namespace=", string.Empty, StringComparison.Ordinal)), answers);
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.TestHost;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin.Page;

public sealed partial class AdminPageTests
{
    private const string Page = "http://localhost/api/admin/cache";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Page_WithAndWithoutSlash_FindsItsFiles(string end)
    {
        await using var app = await AdminHost.StartAsync();
        var client = app.GetTestClient();

        var html = await client.GetStringAsync(Page + end, Token);

        var links = Link().Matches(html).Select(static link => link.Groups[1].Value).Where(static link => !link.StartsWith('#') && !link.StartsWith("data:", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, links.Length);
        foreach (var link in links)
        {
            using var response = await client.GetAsync(new Uri(new Uri(Page + end), link), Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Files_EveryOne_IsGuardedByHeadersAndRevalidated()
    {
        await using var app = await AdminHost.StartAsync();
        var client = app.GetTestClient();
        var files = Directory.GetFiles(Repository.PathOf("src", "Tasker.OutputCache.Admin", "Page"))
            .Select(Path.GetFileName).Where(static name => name!.EndsWith(".js", StringComparison.Ordinal) || name.EndsWith(".css", StringComparison.Ordinal)).ToArray();
        Assert.True(files.Length >= 10);

        foreach (var url in files.Select(static name => $"{Page}/page/{name}").Append(Page))
        {
            using var first = await client.GetAsync(url, Token);
            using var again = new HttpRequestMessage(HttpMethod.Get, url);
            again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag, isWeak: true));
            using var second = await client.SendAsync(again, Token);

            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.True(first.Headers.CacheControl!.NoCache);
            Assert.Equal("nosniff", first.Headers.GetValues("X-Content-Type-Options").Single());
            var policy = first.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        }
    }

    // A browser shows it in the tests of the Redis package's weaker mode.
    [Fact]
    public void Script_OfTheNode_ShowsTheLimitsOfTheBackEnd() =>
        Assert.Contains("status.limits", File.ReadAllText(Repository.PathOf("src", "Tasker.OutputCache.Admin", "Page", "panels.js")), StringComparison.Ordinal);

    // What comes from keys, tags and URLs is text: nothing makes markup of a string.
    [Fact]
    public void Scripts_NoneOfThem_MakesMarkupOfText()
    {
        string[] sinks = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc", "createContextualFragment", "DOMParser", "javascript:"];
        foreach (var file in Directory.GetFiles(Repository.PathOf("src", "Tasker.OutputCache.Admin", "Page"), "*.js"))
        {
            var script = File.ReadAllText(file);
            Assert.All(sinks, sink => Assert.DoesNotContain(sink, script, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("/page/index.html")]
    [InlineData("/page/AdminPage.cs")]
    [InlineData("/page/..%2Fpage.js")]
    [InlineData("/page/PAGE.JS")]
    public async Task File_ThatIsNone_IsNotThere(string path)
    {
        await using var app = await AdminHost.StartAsync();

        using var response = await app.GetTestClient().GetAsync(Page + path, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/page/page.js")]
    public async Task Page_Production_IsNotThere(string path)
    {
        await using var app = await AdminHost.StartAsync("Production");

        using var response = await app.GetTestClient().GetAsync(Page + path, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Link();
}

namespace Tasker.Analytics.Tests;

public sealed class StartPageTests(SampleHost host) : IClassFixture<SampleHost>
{
    [Fact]
    public async Task Get_Root_PageThatNeedsNothingFromElsewhere()
    {
        using var client = host.CreateClient();

        using var response = await client.GetAsync("/", TestContext.Current.CancellationToken);
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("/v1/analytics/performance", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
    }
}

using Tasker.OutputCache.Site.Diagrams;
using Tasker.OutputCache.Site.Pages;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Docs.Tests;

/// <summary>The static site and the diagrams, as <c>build/site.sh</c> makes them.</summary>
public sealed class SiteTests
{
    [Fact]
    public void Site_EveryLink_LeadsSomewhereAndNothingIsLoadedFromElsewhere()
    {
        using var output = new TempDirectory();

        var pages = new SiteGenerator(Repository.Root).Write(output.File("site"));

        Assert.True(pages > 50, $"Only {pages} pages were written.");
        Assert.Empty(DeadLinks.Find(output.File("site")));
    }

    [Theory]
    [InlineData("<a href=\"missing.html\">")]
    [InlineData("<a href=\"#nowhere\">")]
    [InlineData("<img src=\"https://example.com/a.png\">")]
    public void DeadLinks_LinkThatLeadsNowhere_IsFound(string html)
    {
        using var site = new TempDirectory();
        File.WriteAllText(site.File("index.html"), $"<h1 id=\"here\">Title</h1><a href=\"#here\">{html}");

        Assert.Single(DeadLinks.Find(site.Path));
    }

    /// <summary>After a change of their sources: <c>build/site.sh --diagrams</c>.</summary>
    [Fact]
    public void Diagrams_Files_AreThoseOfTheirSources()
    {
        foreach (var (file, content) in DiagramFiles.Draw())
        {
            Assert.True(content == File.ReadAllText(Repository.PathOf(file)), $"{file} is not what its source draws: run build/site.sh --diagrams.");
        }
    }
}

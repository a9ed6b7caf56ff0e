using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Docs.Tests;

/// <summary><c>docs/aspire.md</c> shows the program of the app host, which is outside the solution.</summary>
public sealed class AspirePageTests
{
    [Fact]
    public void Page_Program_IsThatOfTheSample()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "aspire.md")).ReplaceLineEndings("\n");
        var program = File.ReadAllText(Repository.PathOf("samples", "Tasker.AppHost", "Program.cs")).ReplaceLineEndings("\n");

        Assert.Equal(program, Assert.Single(Snippet.Of("docs/aspire.md", page)).Code);
    }
}

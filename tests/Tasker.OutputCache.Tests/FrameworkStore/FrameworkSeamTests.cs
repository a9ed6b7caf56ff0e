using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.FrameworkStore;

/// <summary>Who reads our own middleware, or anything else, needs not know what exists only for Microsoft's.</summary>
public sealed class FrameworkSeamTests
{
    private const string Seam = "FrameworkStore";

    // It registers the seam, and puts it into the pipeline.
    private const string Hosting = "Hosting";

    private static IEnumerable<string> FilesThatName(string text) =>
        Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(Repository.Root, file))
            .Where(static file => !Folders(file).Intersect(["bin", "obj"]).Any())
            .Where(file => File.ReadAllText(Repository.PathOf(file)).Contains(text, StringComparison.Ordinal));

    private static string[] Folders(string file) => file.Split(Path.DirectorySeparatorChar)[..^1];

    [Fact]
    public void Seam_IsKnownToHostingOnly()
    {
        var files = FilesThatName(Seam).Where(static file => !Folders(file).Contains(Seam)).ToArray();

        Assert.Contains(files, static file => Folders(file).Contains(Hosting));
        Assert.DoesNotContain(files, static file => !Folders(file).Contains(Hosting));
    }

    [Fact]
    public void Seam_KnowsNothingOfOurMiddleware()
    {
        var files = FilesThatName("Tasker.OutputCache.Middleware");

        Assert.DoesNotContain(files, static file => Folders(file).Contains(Seam));
    }
}

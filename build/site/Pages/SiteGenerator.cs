using System.Reflection;
using System.Text.Json;

namespace Tasker.OutputCache.Site.Pages;

/// <summary>Writes the site: a page for each Markdown file, an index for the search, a style and a script.</summary>
/// <param name="root">The root of the repository.</param>
public sealed class SiteGenerator(string root)
{
    private static readonly string[] _assets = ["site.css", "site.js"];
    private static readonly HashSet<string> _copied = new([".png", ".svg", ".json", ".yml"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes the site into a folder that is emptied before.</summary>
    /// <returns>The number of pages.</returns>
    public int Write(string output)
    {
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }

        var sources = Files(".md").Concat(["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "samples/README.md"]).ToHashSet(StringComparer.Ordinal);
        var files = _copied.SelectMany(Files).ToHashSet(StringComparer.Ordinal);
        var reader = new PageReader(new LinkMap(sources, files));
        var pages = sources.Order(StringComparer.Ordinal).Select(source => reader.Read(source, File.ReadAllText(Path.Combine(root, source)))).ToArray();
        var template = new PageTemplate(Navigation.Read(File.ReadAllText(Path.Combine(root, "docs", "README.md"))));
        foreach (var page in pages)
        {
            WriteText(Path.Combine(output, page.Url), template.Fill(page));
        }

        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(output, file))!);
            File.Copy(Path.Combine(root, file), Path.Combine(output, file));
        }

        foreach (var asset in _assets)
        {
            using var reading = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(asset)!);
            WriteText(Path.Combine(output, asset), reading.ReadToEnd());
        }

        WriteText(Path.Combine(output, "search.json"), SearchIndexOf(pages));
        return pages.Length;
    }

    private IEnumerable<string> Files(string extension) =>
        Directory.GetFiles(Path.Combine(root, "docs"), $"*{extension}", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'));

    private static string SearchIndexOf(IEnumerable<SitePage> pages) => JsonSerializer.Serialize(
        from page in pages
        from section in page.Sections
        select new Dictionary<string, string>
        {
            ["url"] = section.Level == 1 ? page.Url : $"{page.Url}#{section.Anchor}",
            ["page"] = page.Title,
            ["heading"] = section.Level == 1 ? string.Empty : section.Heading,
            ["text"] = section.Text,
        });

    private static void WriteText(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}

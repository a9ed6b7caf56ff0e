namespace Tasker.OutputCache.Site.Diagrams;

/// <summary>The diagrams of the documentation: two files each, for light and dark pages.</summary>
public static class DiagramFiles
{
    private static readonly (string Name, Func<Palette, Drawing> Draw)[] _diagrams =
    [
        ("race", RaceDiagram.Draw),
        ("request", RequestDiagram.Draw),
        ("instances", InstancesDiagram.Draw),
    ];

    /// <summary>Returns the files, from the root of the repository, with their content.</summary>
    public static IReadOnlyDictionary<string, string> Draw() =>
        (from diagram in _diagrams
         from colours in (Palette[])[Palette.Light, Palette.Dark]
         select (File: $"docs/images/{diagram.Name}-{colours.Name}.svg", Content: diagram.Draw(colours).ToString()))
        .ToDictionary(static drawn => drawn.File, static drawn => drawn.Content);

    /// <summary>Writes them into the repository.</summary>
    /// <returns>The files.</returns>
    public static IReadOnlyCollection<string> Write(string root)
    {
        var drawn = Draw();
        foreach (var (file, content) in drawn)
        {
            File.WriteAllText(Path.Combine(root, file), content);
        }

        return [.. drawn.Keys];
    }
}

namespace Tasker.OutputCache.Site.Diagrams;

/// <summary>The colours of a diagram: one set for light pages, one for dark ones.</summary>
internal sealed record Palette(string Name, string Ground, string Text, string Soft, string Line, string Calm, string Good, string Bad, string OnFill)
{
    public static readonly Palette Light = new("light", "#ffffff", "#1b2430", "#51606f", "#c3ccd5", "#dfe8f2", "#1f7a3d", "#b3261e", "#ffffff");

    public static readonly Palette Dark = new("dark", "#12171d", "#e3e9ef", "#a3b0bd", "#3d4854", "#273646", "#6fce8b", "#ff8a80", "#12171d");
}

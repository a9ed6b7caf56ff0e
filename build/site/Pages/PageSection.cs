namespace Tasker.OutputCache.Site.Pages;

/// <summary>A part of a page, from one heading to the next.</summary>
/// <param name="Level">1 to 6.</param>
/// <param name="Text">Its text without markup, for the search.</param>
internal sealed record PageSection(string Heading, string Anchor, int Level, string Text);

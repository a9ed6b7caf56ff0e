namespace Tasker.OutputCache.Site.Pages;

/// <summary>A link beside each page.</summary>
/// <param name="Url">From the root of the site.</param>
internal sealed record NavigationLink(string Title, string Url);

namespace Tasker.OutputCache.Site.Pages;

/// <summary>A group of links beside each page.</summary>
internal sealed record NavigationGroup(string Title, IReadOnlyList<NavigationLink> Links);

namespace Tasker.Analytics.Templates;

/// <summary>The shared cache, in three facts.</summary>
/// <param name="Enabled">Whether there is one: templates are cached in no other.</param>
public sealed record TemplateCacheStatus(bool Enabled, string Provider, bool Healthy);

namespace Tasker.Analytics.Templates;

/// <summary>A version of a template was registered, replaced or removed; the change is committed.</summary>
public sealed record TemplateChanged(string Namespace, string Name, string Version);

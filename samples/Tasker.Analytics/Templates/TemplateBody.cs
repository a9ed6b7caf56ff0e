namespace Tasker.Analytics.Templates;

/// <summary>What is registered under the namespace, name and version of the path.</summary>
public sealed record TemplateBody(string? Description, IReadOnlyList<TemplateStep>? Steps);

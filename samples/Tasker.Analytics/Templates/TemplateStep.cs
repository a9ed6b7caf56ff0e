namespace Tasker.Analytics.Templates;

public sealed record TemplateStep
{
    public required string Name { get; init; }

    /// <summary>Gets the steps that must be complete before.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    public int Retries { get; init; } = 3;
}

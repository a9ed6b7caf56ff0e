namespace Tasker.Analytics.Templates;

/// <summary>How a task is done: what its steps are, and what each of them waits for.</summary>
public sealed record TaskTemplate
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public string Description { get; init; } = "";

    public IReadOnlyList<TemplateStep> Steps { get; init; } = [];

    /// <summary>Gets the key under which it is cached.</summary>
    internal string Key => KeyOf(Namespace, Name, Version);

    internal static string KeyOf(string @namespace, string name, string version) => $"{@namespace}:{name}:{version}";
}

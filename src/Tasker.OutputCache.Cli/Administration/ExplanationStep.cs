namespace Tasker.OutputCache.Cli.Administration;

/// <summary>A step of an explanation.</summary>
internal sealed record ExplanationStep(string Name, bool Ok, string Text);

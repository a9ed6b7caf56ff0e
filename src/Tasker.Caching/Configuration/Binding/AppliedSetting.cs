namespace Tasker.Caching.Configuration.Binding;

/// <summary>A value that a configuration has set.</summary>
/// <param name="Key">The key as it was typed, with dots between its parts.</param>
/// <param name="Origin">Where it stands; <see langword="null"/> where its source has no place.</param>
/// <param name="Value">The value as the options had it right then. Code may have changed it since.</param>
/// <param name="IsExpanded">Whether a variable of the environment is in it.</param>
internal sealed record AppliedSetting(string Key, string? Origin, string? Value, bool IsExpanded);

namespace Tasker.Caching.Configuration.Keys;

/// <summary>The one declaration of a key: reading, limits, unknown-key detection and documentation stand on it.</summary>
/// <param name="name">The name in snake_case, without a unit.</param>
/// <param name="description">What it does, in one sentence.</param>
internal abstract class ConfigurationKey(string name, string description)
{
    public string Name => name;

    public string Description => description;

    /// <summary>Gets whether the value must not be shown to anyone.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Gets the units that may follow the name; the first is documented.</summary>
    public abstract IReadOnlyList<string> Units { get; }

    public abstract string Allowed { get; }

    /// <summary>Gets the default as a text, or what decides where there is none.</summary>
    public abstract string Default { get; }

    /// <summary>Gets the name as the documentation shows it.</summary>
    public string DocumentedName => Units.Count == 0 ? name : $"{name}_{Units[0]}";

    /// <summary>Sets the value on the options.</summary>
    /// <returns><see langword="false"/>, and nothing is changed, where the value is not allowed.</returns>
    public abstract bool TryApply(object target, RawValue value, string unit);

    /// <summary>Gets the value that the options hold, as a text; <see langword="null"/> where it is not set.</summary>
    public abstract string? Show(object target);

    /// <summary>Copies the value from other options of the same type.</summary>
    public abstract void Copy(object from, object to);

    /// <summary>Puts the default in the place of a value that is not allowed, as code may set it.</summary>
    /// <returns>Whether the value had to be replaced.</returns>
    public abstract bool Correct(object target);
}

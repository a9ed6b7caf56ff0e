namespace Tasker.Configuration.Toml;

/// <summary>Where a key stands in a JSON file.</summary>
/// <param name="Line">The line of its name.</param>
/// <param name="Value">The text of its value; <see langword="null"/> for null, objects and arrays.</param>
internal readonly record struct JsonPlace(int Line, string? Value)
{
    /// <summary>Tells whether this is the value in force, which knows <c>true</c> as <c>True</c> and an empty object as an empty text.</summary>
    public bool Stands(string? inForce) => Value is null ? string.IsNullOrEmpty(inForce) : Value.Equals(inForce, StringComparison.OrdinalIgnoreCase);
}

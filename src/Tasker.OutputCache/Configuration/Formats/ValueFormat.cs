namespace Tasker.OutputCache.Configuration;

/// <summary>How a value is written, and which values are allowed.</summary>
internal abstract class ValueFormat<T>
{
    /// <summary>Gets the words that may end a key and say the unit of its value; the first is the one in the documentation.</summary>
    public virtual IReadOnlyList<string> Units => [];

    /// <summary>Gets what is allowed, as a noun phrase.</summary>
    public abstract string Allowed { get; }

    public abstract bool IsAllowed(T value);

    /// <summary>Reads a value. What is not allowed is not read either.</summary>
    /// <param name="text">The text behind the key.</param>
    /// <param name="unit">The unit that the key ended with, or an empty string.</param>
    /// <param name="value">The value.</param>
    public abstract bool TryParse(string text, string unit, out T value);

    public abstract string Format(T value);
}

using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>How a value is written, and which values are allowed.</summary>
[Experimental(EngineFace.DiagnosticId)]
public abstract class ValueFormat<T>
{
    /// <summary>Gets the words that may end a key and say the unit of its value; the first is the one in the documentation.</summary>
    public virtual IReadOnlyList<string> Units => [];

    /// <summary>Gets what is allowed, as a noun phrase.</summary>
    public abstract string Allowed { get; }

    /// <summary>Tells whether a value that was read is one of those allowed.</summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="true"/> if it is.</returns>
    public abstract bool IsAllowed(T value);

    /// <summary>Reads a value. What is not allowed is not read either.</summary>
    /// <param name="text">The text after the key.</param>
    /// <param name="unit">The unit that the key ended with, or an empty string.</param>
    /// <param name="value">The value.</param>
    public abstract bool TryParse(string text, string unit, out T value);

    /// <summary>Writes a value as the configuration would have it.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Its text.</returns>
    public abstract string Format(T value);
}

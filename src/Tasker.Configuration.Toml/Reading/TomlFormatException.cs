namespace Tasker.Configuration.Toml;

/// <summary>Says why a document is not TOML 1.1: where it goes wrong, and what was expected there.</summary>
public sealed class TomlFormatException : FormatException
{
    /// <summary>Creates the exception; its message starts with the place.</summary>
    /// <param name="reason">What was expected, and what was found.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public TomlFormatException(string reason, int line, int column)
        : base($"Line {line}, column {column}: {reason}")
    {
        Reason = reason;
        Line = line;
        Column = column;
    }

    /// <summary>Gets the line of the mistake, from 1.</summary>
    public int Line { get; }

    /// <summary>Gets the column of the mistake, from 1. It counts characters (code points); a tab is one.</summary>
    public int Column { get; }

    /// <summary>Gets what was expected and what was found, without the place.</summary>
    public string Reason { get; }
}

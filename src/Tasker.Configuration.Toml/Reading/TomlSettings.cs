using System.Collections.ObjectModel;

namespace Tasker.Configuration.Toml;

/// <summary>A document as configuration: its keys and values, where each one stands, and the warnings.</summary>
internal sealed class TomlSettings(
    Dictionary<string, string?> values, IReadOnlyDictionary<string, TomlPosition> positions, IReadOnlyList<string> warnings)
{
    public static readonly TomlSettings Empty = new([], ReadOnlyDictionary<string, TomlPosition>.Empty, []);

    public Dictionary<string, string?> Values { get; } = values;

    /// <summary>Gets the positions of values, tables and arrays by configuration key.</summary>
    public IReadOnlyDictionary<string, TomlPosition> Positions { get; } = positions;

    public IReadOnlyList<string> Warnings { get; } = warnings;

    /// <exception cref="TomlFormatException">The document is not TOML.</exception>
    public static TomlSettings Read(Stream stream)
    {
        using var buffer = new MemoryStream();
        Span<byte> chunk = stackalloc byte[4096];

        for (var read = stream.Read(chunk); read > 0; read = stream.Read(chunk))
        {
            buffer.Write(chunk[..read]);

            if (buffer.Length > TomlReader.MaximumLength)
            {
                // What follows is not even read.
                throw TomlReader.TooLong();
            }
        }

        return Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <exception cref="TomlFormatException">The document is not TOML.</exception>
    public static TomlSettings Read(ReadOnlySpan<byte> utf8) => new TomlFlattener(utf8.Length).Flatten(TomlReader.Read(utf8));
}

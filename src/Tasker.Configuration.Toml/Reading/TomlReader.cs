using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Tasker.Configuration.Toml;

/// <summary>Reads TOML 1.1 with Tomlyn, and keeps to the limits that a document from outside needs.</summary>
internal static class TomlReader
{
    /// <summary>The most keys and indices that may lead to a value. It keeps the stack safe from hostile documents.</summary>
    public const int MaximumDepth = 128;

    /// <summary>The largest document, in bytes. A syntax tree takes some hundred times the room of its text.</summary>
    public const int MaximumLength = 1024 * 1024;

    // Tomlyn counts brackets, not keys: it stops a little later, and TomlTreeReader at the exact place.
    private static readonly TomlSerializerOptions Options = new() { MaxDepth = MaximumDepth + 2 };

    /// <exception cref="TomlFormatException">The document is not TOML 1.1, or beyond one of the limits.</exception>
    public static TomlTable Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaximumLength)
        {
            throw TooLong();
        }

        var text = TomlCharacters.Decode(utf8);

        // With a line end, since Tomlyn 2.10 fails in an escape that the text ends in.
        var document = Parse($"{text}\n");

        return document.HasErrors ? throw TomlMistakes.First(document.Diagnostics, text) : TomlTreeReader.Read(document);
    }

    public static TomlFormatException TooLong() =>
        new($"expected a document of at most {MaximumLength} bytes.", line: 1, column: 1);

    private static DocumentSyntax Parse(string text)
    {
        try
        {
            // Not validated: TomlTableRules does, without the values in its messages, and takes what the flattening needs on the way.
            return SyntaxParser.Parse(text, Options, sourceName: null, validate: false);
        }
        catch (TomlException)
        {
            // Nothing but the depth is thrown; all other mistakes are in the document's diagnostics.
            throw TomlTableRules.TooDeep(FindDepth(text));
        }
    }

    /// <summary>The exception has no place: that of the last event before it is next to it.</summary>
    private static TomlPosition FindDepth(string text)
    {
        var parser = TomlParser.Create(text, Options);
        var last = new TomlPosition(1, 1);

        try
        {
            while (parser.MoveNext())
            {
                last = new TomlPosition(Math.Max(parser.Current.Line, last.Line), Math.Max(parser.Current.Column, 1));
            }
        }
        catch (TomlException)
        {
            // This is where it is too deep.
        }

        return last;
    }
}

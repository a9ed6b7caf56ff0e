using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace Tasker.OutputCache.Responses.Control;

/// <summary>Reads <c>Cache-Control</c> (RFC 9111, section 5.2): what stands in quotes is a value, and never a directive.</summary>
internal static class ControlReader
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenCharacters);

    /// <summary>Reads all lines of the field.</summary>
    public static ControlDirectives Read(StringValues lines)
    {
        var directives = new ControlDirectives();
        foreach (var line in lines)
        {
            ReadLine(line.AsSpan(), directives);
        }

        return directives;
    }

    private static void ReadLine(ReadOnlySpan<char> line, ControlDirectives directives)
    {
        while (!line.IsEmpty)
        {
            var end = EndOf(line, out var isOpen);
            if (isOpen)
            {
                // A quote that is never closed: what follows may be a value, or the directives of a careless host.
                directives.Break();
                end = line.IndexOf(',') is var comma && comma < 0 ? line.Length : comma;
            }

            Add(line[..end].Trim(" \t"), directives);
            line = end < line.Length ? line[(end + 1)..] : default;
        }
    }

    private static int EndOf(ReadOnlySpan<char> line, out bool isOpen)
    {
        isOpen = false;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '"':
                    isOpen = !isOpen;
                    break;
                case '\\' when isOpen:
                    i++;
                    break;
                case ',' when !isOpen:
                    return i;
            }
        }

        return line.Length;
    }

    private static void Add(ReadOnlySpan<char> directive, ControlDirectives directives)
    {
        if (directive.IsEmpty)
        {
            return;
        }

        var equals = directive.IndexOf('=');
        if (equals < 0)
        {
            directives.Add(directive, default, isWellFormed: true);
            return;
        }

        var name = directive[..equals];
        var value = directive[(equals + 1)..];
        if (value is ['"', .., '"'])
        {
            directives.Add(name.Trim(" \t"), Unquote(value[1..^1]), IsToken(name));
        }
        else
        {
            directives.Add(name.Trim(" \t"), value, IsToken(name) && IsToken(value));
        }
    }

    private static ReadOnlySpan<char> Unquote(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
        {
            return text;
        }

        var plain = new char[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }

            plain[length++] = text[i];
        }

        return plain.AsSpan(0, length);
    }
}

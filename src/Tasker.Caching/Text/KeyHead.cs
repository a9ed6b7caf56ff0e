using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>How keys begin, whatever they are the keys of.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class KeyHead
{
    /// <summary>Writes a key that is made of given parts, such as that of an object.</summary>
    internal static void Write(ref KeyWriter writer, scoped ReadOnlySpan<char> prefix, params scoped ReadOnlySpan<string> parts)
    {
        KeyEscaping.AppendPrefix(ref writer, prefix);
        foreach (var part in parts)
        {
            writer.Append(':');
            KeyEscaping.AppendKeyValue(ref writer, part);
        }
    }

    /// <summary>Appends the prefix and the salt of an entry's key, and the colon after them.</summary>
    public static void AppendStart(ref KeyWriter writer, scoped ReadOnlySpan<char> prefix, string? salt)
    {
        KeyEscaping.AppendPrefix(ref writer, prefix);
        if (!string.IsNullOrEmpty(salt))
        {
            writer.Append(":%+");
            KeyEscaping.AppendKeyValue(ref writer, salt);
        }

        writer.Append(':');
    }

    /// <summary>Returns how the keys of a deployment's entries begin.</summary>
    public static string HeadOf(string prefix)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            KeyEscaping.AppendPrefix(ref writer, prefix);
            writer.Append(':');
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Tasker.Caching.Engine;

/// <summary>Writes values from strangers into keys and tags, so that two different values never read the same.</summary>
/// <remarks>
/// A percent sign is always followed by two hexadecimal digits, or by a mark that is none: <c>%u</c> (half of a surrogate pair),
/// <c>%#</c> (a hash in place of a long value), <c>%##</c> (one in place of all values), <c>%/</c> (scheme and host), <c>%+</c> (a salt),
/// <c>%^</c> (a base path), <c>%v</c> (an API version), <c>%=</c> (the path as it was sent), <c>%$</c> (a route value that the pattern lacks),
/// <c>%?</c> (a query value that is bound in place of an absent route value),
/// <c>%@</c> (what follows is of claims: it says who a user is, and is shown to few), <c>%-</c> (an empty value),
/// <c>%o</c> (objects of a resource), <c>%r</c> (responses of a resource whose name begins the keys of another's objects),
/// <c>%&amp;</c> (the query as it was sent), <c>%_</c> (a culture), <c>%,</c> (what an action's client accepts),
/// <c>%p</c> (entries of the framework's own policies), <c>%*</c> (shared by everyone), <c>%!</c> (the claim that names the tenant).
/// A new mark begins with another sign, and never with a hexadecimal digit.
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public static class KeyEscaping
{
    /// <summary>Longer values are hashed.</summary>
    internal const int MaximumValueLength = 100;

    /// <summary>Longer tags are hashed. Room for a resource and an endpoint, so that their tags can be written as strings.</summary>
    internal const int MaximumTagLength = 256;

    /// <summary>Longer values of a tag as it was meant are hashed.</summary>
    internal const int MaximumMeantLength = 512;

    /// <summary>Stands before what was read from claims.</summary>
    public const string ClaimMark = "%@";

    /// <summary>Stands for an empty value: a handler can tell it from none, and two of them from one.</summary>
    public const string EmptyMark = "%-";

    /// <summary>Follows a resource, before the keys of its objects.</summary>
    internal const string ObjectMark = "%o";

    /// <summary>Follows a resource, before the names of its endpoints, where objects of another one may be meant.</summary>
    internal const string ResponseMark = "%r";

    /// <summary>Stands before the keys of entries that the framework's own policies have made.</summary>
    public const string PlainMark = "%p";

    /// <summary>Stands in place of a tenant or user where everyone shares.</summary>
    public const string EveryoneMark = ":%*";

    /// <summary>Stands before the name of a claim, after its value.</summary>
    public const string NameMark = "%!";

    private const string ValueHashMark = "%#";

    // Another mark than that of a value, or a value that repeats the text of another client's long key would get the same hash, and the same key.
    private const string TailHashMark = "%##";

    private const int HexLength = 2 * SHA256.HashSizeInBytes;

    private static readonly SearchValues<char> SafeInKey = PrintableAsciiWithout(":{}*@%");

    // The plus sign of a query stands for a blank.
    private static readonly SearchValues<char> SafeInQueryAndKey = PrintableAsciiWithout(":{}*@%+");

    // The same for what is too short to be searched: most values are.
    private const int ShortLength = 16;
    private static readonly (ulong Low, ulong High) ShortSafe = BitsOf(SafeInQueryAndKey);

    private static readonly SearchValues<char> SafeInTag = PrintableAsciiWithout(":{}*@%|=,~");

    private static readonly SearchValues<char> SafeInPath = PrintableAsciiWithout("{}*%");

    // A colon too: one deployment's prefix may be another's with a resource behind it.
    private static readonly SearchValues<char> SafeInPrefix = PrintableAsciiWithout(":{}*@%");

    /// <summary>Appends a value, escaped so that it can't be mistaken for anything else.</summary>
    public static void AppendKeyValue(ref KeyWriter writer, scoped ReadOnlySpan<char> value) =>
        Append(ref writer, value, SafeInKey, MaximumValueLength);

    /// <summary>Appends a value of a query as it was sent, if it stands in a key in the same way: nearly all do.</summary>
    public static bool TryAppendEncoded(ref KeyWriter writer, scoped ReadOnlySpan<char> value)
    {
        if (value.Length <= ShortLength)
        {
            return TryAppendShort(ref writer, value);
        }

        if (value.Length > MaximumValueLength || value.ContainsAnyExcept(SafeInQueryAndKey))
        {
            return false;
        }

        writer.Append(value);
        return true;
    }

    private static bool TryAppendShort(ref KeyWriter writer, scoped ReadOnlySpan<char> value)
    {
        var (low, high) = ShortSafe;
        var room = writer.GetSpan(value.Length)[..value.Length];
        for (var i = 0; i < value.Length; i++)
        {
            var character = value[i];
            if (character > '~' || (((character < 64 ? low : high) >> character) & 1) == 0)
            {
                return false;
            }

            room[i] = character;
        }

        writer.Advance(value.Length);
        return true;
    }

    private static (ulong Low, ulong High) BitsOf(SearchValues<char> values)
    {
        var (low, high) = (0ul, 0ul);
        for (var character = ' '; character <= '~'; character++)
        {
            var bit = values.Contains(character) ? 1ul << character : 0;
            (low, high) = character < 64 ? (low | bit, high) : (low, high | bit);
        }

        return (low, high);
    }

    internal static void AppendTagValue(ref KeyWriter writer, scoped ReadOnlySpan<char> value) =>
        Append(ref writer, value, SafeInTag, MaximumValueLength);

    internal static void AppendMeantValue(ref KeyWriter writer, scoped ReadOnlySpan<char> value) =>
        Append(ref writer, value, SafeInTag, MaximumMeantLength);

    /// <summary>Returns what was escaped. What can't be the work of this class is taken as it is.</summary>
    internal static string Unescape(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var (mark, length) = text.AsSpan(i).StartsWith("%u", StringComparison.Ordinal) ? (2, 4) : (1, 2);
            if (text[i] == '%'
                && text.Length - i - mark >= length
                && ushort.TryParse(text.AsSpan(i + mark, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var character))
            {
                plain.Append((char)character);
                i += mark + length - 1;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    internal static void AppendTag(ref KeyWriter writer, scoped ReadOnlySpan<char> value) =>
        Append(ref writer, value, SafeInTag, MaximumTagLength);

    internal static void AppendPath(ref KeyWriter writer, scoped ReadOnlySpan<char> value) =>
        Append(ref writer, value, SafeInPath, MaximumTagLength);

    /// <summary>Appends the prefix of all keys.</summary>
    public static void AppendPrefix(ref KeyWriter writer, scoped ReadOnlySpan<char> value) =>
        Append(ref writer, value, SafeInPrefix, MaximumValueLength);

    /// <summary>Replaces everything from <paramref name="start"/> on by its hash, after a mark.</summary>
    public static void HashFrom(ref KeyWriter writer, int start, scoped ReadOnlySpan<char> mark)
    {
        Span<char> hex = stackalloc char[HexLength];
        Hash(writer.Written[start..], hex);
        writer.Length = start;
        writer.Append(mark);
        writer.Append(TailHashMark);
        writer.Append(hex);
    }

    private static void Append(ref KeyWriter writer, scoped ReadOnlySpan<char> value, SearchValues<char> safe, int maximumLength)
    {
        if (value.Length > maximumLength)
        {
            writer.Append(ValueHashMark);
            Hash(value, writer.GetSpan(HexLength));
            writer.Advance(HexLength);
            return;
        }

        var firstUnsafe = value.IndexOfAnyExcept(safe);
        if (firstUnsafe < 0)
        {
            writer.Append(value);
            return;
        }

        writer.Append(value[..firstUnsafe]);
        AppendEscaped(ref writer, value[firstUnsafe..], safe);
    }

    private static void Hash(ReadOnlySpan<char> value, Span<char> destination)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];

        // Of the UTF-16 as it is: a lone surrogate has no UTF-8 of its own.
        SHA256.HashData(MemoryMarshal.AsBytes(value), hash);
        Convert.TryToHexStringLower(hash, destination, out _);
    }

    private static void AppendEscaped(ref KeyWriter writer, scoped ReadOnlySpan<char> value, SearchValues<char> safe)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var character = value[i];
            if (safe.Contains(character))
            {
                writer.Append(character);
            }
            else if (char.IsAscii(character) || char.IsControl(character))
            {
                writer.Append('%');
                AppendHex(ref writer, character, "X2");
            }
            else if (!char.IsSurrogate(character))
            {
                writer.Append(character);
            }
            else if (i + 1 < value.Length && char.IsSurrogatePair(character, value[i + 1]))
            {
                writer.Append(value.Slice(i++, 2));
            }
            else
            {
                writer.Append("%u");
                AppendHex(ref writer, character, "X4");
            }
        }
    }

    private static void AppendHex(ref KeyWriter writer, char character, string format)
    {
        ((int)character).TryFormat(writer.GetSpan(4), out var written, format, CultureInfo.InvariantCulture);
        writer.Advance(written);
    }

    private static SearchValues<char> PrintableAsciiWithout(string reserved)
    {
        var safe = new List<char>();
        for (var character = ' '; character <= '~'; character++)
        {
            if (!reserved.Contains(character, StringComparison.Ordinal))
            {
                safe.Add(character);
            }
        }

        return SearchValues.Create(CollectionsMarshal.AsSpan(safe));
    }
}

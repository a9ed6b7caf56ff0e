using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Tasker.OutputCache.Responses;

/// <summary>Makes and compares entity tags (RFC 9110, section 8.8.3).</summary>
internal static class EntityTag
{
    private const string WeakMark = "W/";
    private const int HashLength = 16;

    // The hash in Base64, between quotes.
    private const int TagLength = 24;

    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>Makes the strong tag of a body.</summary>
    public static string Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        Span<char> tag = stackalloc char[TagLength];
        tag[0] = tag[^1] = '"';
        Base64Url.EncodeToChars(hash[..HashLength], tag[1..]);
        return tag.ToString();
    }

    /// <summary>Reads a tag that <see cref="Of"/> has made.</summary>
    /// <returns><see langword="null"/> if it is anything else.</returns>
    public static string? FromStored(ReadOnlySpan<byte> text) =>
        text.Length == TagLength && text[0] == '"' && text[^1] == '"' && !text[1..^1].ContainsAnyExcept(Base64) ? Encoding.ASCII.GetString(text) : null;

    /// <summary>Makes the tag of an encoded body from that of the plain one.</summary>
    /// <param name="tag">The tag of the plain body.</param>
    /// <param name="coding">The encoding.</param>
    /// <param name="isOurs">Whether the cache has made the tag. One of the handler's stays as it is but for its strength: he would not know another one again.</param>
    public static string ForCoding(string tag, ContentCoding coding, bool isOurs) =>
        isOurs ? $"{tag.AsSpan(0, tag.Length - 1)}{(coding == ContentCoding.Brotli ? "-br" : "-gzip")}\""
        : IsWeak(tag) ? tag
        : WeakMark + tag;

    public static bool IsWeak(ReadOnlySpan<char> tag) => tag.StartsWith(WeakMark, StringComparison.Ordinal);

    /// <summary>Tells whether a text is one entity tag.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) => ReadTag(ref text) && text.IsEmpty;

    /// <summary>Tells whether a list of tags has one that equals a tag.</summary>
    /// <param name="list">The header: tags, or <c>*</c>.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="isWeak">Whether weak tags count as well.</param>
    public static bool IsIn(StringValues list, ReadOnlySpan<char> tag, bool isWeak)
    {
        foreach (var line in list)
        {
            if (IsIn(line, tag, isWeak))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(ReadOnlySpan<char> rest, ReadOnlySpan<char> tag, bool isWeak)
    {
        // Tags may hold commas, so the list is not split at them.
        for (rest = rest.TrimStart(" \t,"); !rest.IsEmpty; rest = rest.TrimStart(" \t,"))
        {
            var start = rest;
            if (!ReadTag(ref rest))
            {
                // What is no tag ends where the next element begins.
                var comma = rest.IndexOf(',');
                rest = comma < 0 ? default : rest[comma..];
                continue;
            }

            if (Equals(start[..^rest.Length], tag, isWeak))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Compares two tags.</summary>
    public static bool Equals(ReadOnlySpan<char> one, ReadOnlySpan<char> other, bool isWeak)
    {
        if (!isWeak)
        {
            return !IsWeak(one) && one.SequenceEqual(other);
        }

        return Opaque(one).SequenceEqual(Opaque(other));
    }

    private static ReadOnlySpan<char> Opaque(ReadOnlySpan<char> tag) => IsWeak(tag) ? tag[WeakMark.Length..] : tag;

    private static bool ReadTag(ref ReadOnlySpan<char> rest)
    {
        var text = Opaque(rest);
        if (text is not ['"', ..])
        {
            return false;
        }

        var end = text[1..].IndexOf('"');
        if (end < 0)
        {
            return false;
        }

        rest = text[(end + 2)..];
        return true;
    }
}

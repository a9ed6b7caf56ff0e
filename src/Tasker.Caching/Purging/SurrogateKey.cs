using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tasker.Caching.Engine;
using Tasker.OutputCache;

namespace Tasker.Caching.Purging;

/// <summary>The key by which a cache in front of the host knows a tag.</summary>
internal static class SurrogateKey
{
    // A CDN takes 1,024 characters, a cache of groups 128 (RFC 9875, section 2).
    private const int MaximumLength = 128;

    // Of the hash: enough that two tags of one site never meet by chance.
    private const int HashLength = 12;

    /// <summary>Returns the key of a tag. It has no blanks, commas, quotes or backslashes, and is the same on every instance.</summary>
    /// <param name="tag">The tag, as entries carry it.</param>
    /// <param name="form">Whether a person can read it. A tag that is too long is hashed all the same.</param>
    public static string Of(string tag, TagHeaderForm form)
    {
        // The key of an entry is not for everybody to read.
        if (form == TagHeaderForm.Readable && !TagText.IsOfKey(tag) && Escape(tag) is { Length: <= MaximumLength } readable)
        {
            return readable;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(tag), hash);
        return string.Concat("#", Base64Url.EncodeToString(hash[..HashLength]));
    }

    private static string Escape(string tag)
    {
        if (!tag.AsSpan().ContainsAnyExceptInRange('!', '~') && tag.AsSpan().IndexOfAny("\",\\#^") < 0)
        {
            return tag;
        }

        var escaped = new StringBuilder(tag.Length + 16);
        foreach (var part in Encoding.UTF8.GetBytes(tag))
        {
            if (part is > (byte)' ' and <= (byte)'~' && (char)part is not ('"' or ',' or '\\' or '#' or '^'))
            {
                escaped.Append((char)part);
            }
            else
            {
                escaped.Append('%').Append(part.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}

using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses.Stored;

/// <summary>Says whether a response out of the far tier is one that a server can send, and that this cache would have stored.</summary>
/// <remarks>Servers throw at what they can't send, or worse, send it: a line break in a header is the begin of another response.</remarks>
internal static class ResponseForm
{
    /// <summary>The most headers of a response, and the most values of one of them.</summary>
    public const int MaximumHeaders = 1024;

    // RFC 9110, section 5.6.2.
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool IsPossible(int status, StoredHeader[] headers, int length, bool isPlain)
    {
        if (status is < 200 or > 599 || headers.Length > MaximumHeaders || (length > 0 && HasNoBody(status)))
        {
            return false;
        }

        foreach (var header in headers)
        {
            if (!IsPossible(header) || !(isPlain ? IsLengthOf(header, length) : IsStored(header.Name)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasNoBody(int status) =>
        status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified;

    private static bool IsPossible(StoredHeader header) =>
        header.Name.Length > 0 && !header.Name.AsSpan().ContainsAnyExcept(Token) && !HasControlCharacter(header.Values);

    private static bool HasControlCharacter(StringValues values)
    {
        foreach (var value in values)
        {
            foreach (var character in value ?? string.Empty)
            {
                if (char.IsControl(character) && character != '\t')
                {
                    return true;
                }
            }
        }

        return false;
    }

    // One client's cookie for everybody.
    private static bool IsStored(string name) => !name.Equals(HeaderNames.SetCookie, StringComparison.OrdinalIgnoreCase);

    // The framework's own entries go out with the length that they name; one to HEAD has a length and no body.
    private static bool IsLengthOf(StoredHeader header, int length) =>
        length == 0
        || !header.Name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase)
        || header.Values == length.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a header of a stored response.</summary>
    public static bool TryReadHeader(ref EntryReader reader, out StoredHeader header)
    {
        header = default;
        if (!reader.TryReadText(out var text) || !reader.TryReadInt32(out var count) || count is < 0 or > ResponseForm.MaximumHeaders)
        {
            return false;
        }

        var name = HeaderTexts.Share(text);
        if (count == 1)
        {
            if (!reader.TryReadText(out var only))
            {
                return false;
            }

            header = new StoredHeader(name, HeaderTexts.Share(only));
            return true;
        }

        var values = new string[count];
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryReadText(out var value))
            {
                return false;
            }

            values[i] = HeaderTexts.Share(value);
        }

        header = new StoredHeader(name, new StringValues(values));
        return true;
    }
}

using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Admin.Entries;

/// <summary>What <c>GET entries</c> asks for.</summary>
internal sealed record EntryQuery(string? Search, string? Resource, string? Tag, int Limit, string? After)
{
    public const int DefaultLimit = 50;
    private const int MaximumLimit = 200;
    private const int MaximumLength = 2048;

    public static bool TryRead(IQueryCollection query, [NotNullWhen(true)] out EntryQuery? read, out string flaw)
    {
        read = null;
        var (search, resource, tag) = (Text("search"), Text("resource"), Text("tag"));
        var limit = DefaultLimit;
        string? after = null;
        flaw = new[] { search, resource, tag }.Any(static text => text?.Length > MaximumLength) ? $"A filter has at most {MaximumLength} characters."
            : Text("limit") is { } number && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaximumLimit) ? $"The limit is a number from 1 to {MaximumLimit}."
            : Text("cursor") is { } cursor && !TryReadCursor(cursor, out after) ? "The cursor is none that this endpoint has given."
            : string.Empty;
        if (flaw.Length > 0)
        {
            return false;
        }

        read = new EntryQuery(search, resource, tag, limit, after);
        return true;

        string? Text(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
    }

    public static string CursorOf(string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(place));

    private static bool TryReadCursor(string cursor, out string? place)
    {
        place = null;
        if (cursor.Length > 2 * MaximumLength || !Base64Url.IsValid(cursor))
        {
            return false;
        }

        place = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return true;
    }
}

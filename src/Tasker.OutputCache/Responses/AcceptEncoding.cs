using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Tasker.OutputCache.Responses;

/// <summary>Chooses the encoding that a client likes best, of those that are held (RFC 9110, section 12.5.3).</summary>
internal static class AcceptEncoding
{
    private const int Unnamed = -1;
    private const int Invalid = -2;

    // In thousandths, as precise as a weight can be.
    private const int One = 1000;

    /// <summary>Chooses an encoding.</summary>
    /// <param name="header">The header <c>Accept-Encoding</c>.</param>
    /// <param name="refusesIdentity">Whether the client wants no body that is not encoded.</param>
    public static ContentCoding Choose(StringValues header, out bool refusesIdentity)
    {
        refusesIdentity = false;
        if (header.Count == 0)
        {
            return ContentCoding.Identity;
        }

        var (gzip, brotli, identity, any) = (Unnamed, Unnamed, Unnamed, Unnamed);
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                Read(line.AsSpan()[range].Trim(" \t"), ref gzip, ref brotli, ref identity, ref any);
            }
        }

        gzip = gzip == Unnamed ? any : gzip;
        brotli = brotli == Unnamed ? any : brotli;
        refusesIdentity = (identity == Unnamed ? any : identity) == 0;
        var best = Math.Max(gzip, brotli);
        return best <= 0 || identity > best ? ContentCoding.Identity
            : brotli == best ? ContentCoding.Brotli
            : ContentCoding.Gzip;
    }

    private static void Read(ReadOnlySpan<char> element, ref int gzip, ref int brotli, ref int identity, ref int any)
    {
        var semicolon = element.IndexOf(';');
        var weight = semicolon < 0 ? One : ReadWeight(element[(semicolon + 1)..].Trim(" \t"));
        if (weight == Invalid)
        {
            return;
        }

        var name = semicolon < 0 ? element : element[..semicolon].TrimEnd(" \t");
        if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
        {
            brotli = weight;
        }
        else if (name.Equals("gzip", StringComparison.OrdinalIgnoreCase) || name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
        {
            gzip = weight;
        }
        else if (name.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            identity = weight;
        }
        else if (name is "*")
        {
            any = weight;
        }
    }

    // What is not a weight makes its element count for nothing: to guess would send what the client can't read.
    private static int ReadWeight(ReadOnlySpan<char> parameter) =>
        parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
        && parameter[2..] is { Length: > 0 and <= 5 } text
        && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
        && weight is >= 0 and <= 1
            ? (int)(weight * One)
            : Invalid;
}

using System.Globalization;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Formats;

/// <summary>A number of bytes, written plainly or with a unit: <c>10240</c>, <c>10KiB</c>, <c>64 MB</c>.</summary>
internal sealed class SizeFormat(long minimum, long maximum) : ValueFormat<long>
{
    private static readonly (string Suffix, long Factor)[] Factors =
    [
        ("kib", 1L << 10), ("mib", 1L << 20), ("gib", 1L << 30),
        ("kb", 1_000), ("mb", 1_000_000), ("gb", 1_000_000_000),
        ("b", 1),
    ];

    public override string Allowed => string.Create(
        CultureInfo.InvariantCulture, $"a number of bytes from {minimum} to {maximum}, also as 64MiB");

    public override bool IsAllowed(long value) => value >= minimum && value <= maximum;

    public override bool TryParse(string text, string unit, out long value)
    {
        var number = text.AsSpan().Trim();
        var factor = 1L;
        foreach (var (suffix, bytes) in Factors)
        {
            if (number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                number = number[..^suffix.Length].TrimEnd();
                factor = bytes;
                break;
            }
        }

        value = 0;
        if (!long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            || count > long.MaxValue / factor || count < long.MinValue / factor)
        {
            return false;
        }

        value = count * factor;
        return IsAllowed(value);
    }

    public override string Format(long value) => value.ToString(CultureInfo.InvariantCulture);
}

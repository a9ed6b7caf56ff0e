using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tasker.Caching.Engine;

/// <summary>A length of time: a number where the key says the unit, otherwise <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>2d</c> or <c>00:00:30</c>.</summary>
/// <param name="minimum">The shortest.</param>
/// <param name="maximum">The longest.</param>
/// <param name="documentedUnit">The unit that the documentation shows the key with.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed class DurationFormat(TimeSpan minimum, TimeSpan maximum, string documentedUnit = DurationFormat.Seconds) : ValueFormat<TimeSpan>
{
    internal const string Seconds = "seconds";
    internal const string Milliseconds = "milliseconds";
    internal const string Minutes = "minutes";
    internal const string Hours = "hours";
    internal const string Days = "days";

    // The longer of two suffixes that end alike comes first.
    private static readonly (string KeySuffix, string ValueSuffix, long Ticks)[] AllUnits =
    [
        (Milliseconds, "ms", TimeSpan.TicksPerMillisecond),
        (Seconds, "s", TimeSpan.TicksPerSecond),
        (Minutes, "m", TimeSpan.TicksPerMinute),
        (Hours, "h", TimeSpan.TicksPerHour),
        (Days, "d", TimeSpan.TicksPerDay),
    ];

    /// <summary>Gets the units of durations.</summary>
    public override IReadOnlyList<string> Units { get; } =
        [documentedUnit, .. AllUnits.Select(static u => u.KeySuffix).Where(u => u != documentedUnit)];

    /// <inheritdoc/>
    public override string Allowed => $"a duration from {Format(minimum)} to {Format(maximum)}";

    /// <inheritdoc/>
    public override bool IsAllowed(TimeSpan value) => value >= minimum && value <= maximum;

    /// <inheritdoc/>
    public override bool TryParse(string text, string unit, out TimeSpan value)
    {
        var trimmed = text.AsSpan().Trim();
        foreach (var (keySuffix, valueSuffix, ticks) in AllUnits)
        {
            if (unit.Length > 0 ? unit == keySuffix : trimmed.EndsWith(valueSuffix, StringComparison.OrdinalIgnoreCase))
            {
                var number = unit.Length > 0 ? trimmed : trimmed[..^valueSuffix.Length].TrimEnd();
                return TryScale(number, ticks, out value) && IsAllowed(value);
            }
        }

        // A number alone would be taken for days: without a unit it is a mistake.
        value = TimeSpan.Zero;
        return trimmed.Contains(':') && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out value) && IsAllowed(value);
    }

    private static bool TryScale(ReadOnlySpan<char> number, long ticks, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        if (!decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || Math.Abs(count) > long.MaxValue / ticks)
        {
            return false;
        }

        value = TimeSpan.FromTicks((long)(count * ticks));
        return true;
    }

    /// <inheritdoc/>
    public override string Format(TimeSpan value) => ToText(value);

    /// <summary>Writes a duration as the configuration spells it.</summary>
    public static string ToText(TimeSpan value)
    {
        for (var i = AllUnits.Length - 1; i >= 0; i--)
        {
            if (value.Ticks != 0 && value.Ticks % AllUnits[i].Ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / AllUnits[i].Ticks}{AllUnits[i].ValueSuffix}");
            }
        }

        return value == TimeSpan.Zero ? "0s" : value.ToString("c", CultureInfo.InvariantCulture);
    }
}

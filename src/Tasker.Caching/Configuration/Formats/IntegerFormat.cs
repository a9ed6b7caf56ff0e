using System.Globalization;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Formats;

internal sealed class IntegerFormat(int minimum, int maximum) : ValueFormat<int>
{
    public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"an integer from {minimum} to {maximum}");

    public override bool IsAllowed(int value) => value >= minimum && value <= maximum;

    public override bool TryParse(string text, string unit, out int value) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value) && IsAllowed(value);

    public override string Format(int value) => value.ToString(CultureInfo.InvariantCulture);
}

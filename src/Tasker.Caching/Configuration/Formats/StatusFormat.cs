using System.Globalization;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Formats;

internal sealed class StatusFormat : ValueFormat<int>
{
    public static readonly StatusFormat Instance = new();

    public override string Allowed => "statuses from 200 to 599, without 206 and 304";

    // A part of a body, and an answer to one client's condition, are no answers for the next client.
    public override bool IsAllowed(int value) => value is >= 200 and <= 599 and not 206 and not 304;

    public override bool TryParse(string text, string unit, out int value) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value) && IsAllowed(value);

    public override string Format(int value) => value.ToString(CultureInfo.InvariantCulture);
}

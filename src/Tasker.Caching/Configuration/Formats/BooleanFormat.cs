using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Formats;

internal sealed class BooleanFormat : ValueFormat<bool>
{
    public static readonly BooleanFormat Instance = new();

    public override string Allowed => "true or false";

    public override bool IsAllowed(bool value) => true;

    public override bool TryParse(string text, string unit, out bool value)
    {
        switch (text.Trim().ToLowerInvariant())
        {
            // Environment variables are often written as switches.
            case "true" or "1" or "yes" or "on":
                value = true;
                return true;
            case "false" or "0" or "no" or "off":
                value = false;
                return true;
            default:
                value = false;
                return false;
        }
    }

    public override string Format(bool value) => value ? "true" : "false";
}

using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Formats;

/// <summary>A text with a rule of its own.</summary>
/// <param name="allowed">What is allowed, as a noun phrase.</param>
/// <param name="isAllowed">The rule.</param>
internal sealed class TextFormat(string allowed, Func<string, bool> isAllowed) : ValueFormat<string>
{
    public override string Allowed => allowed;

    public override bool IsAllowed(string value) => value is not null && isAllowed(value);

    public override bool TryParse(string text, string unit, out string value)
    {
        value = text;
        return isAllowed(text);
    }

    public override string Format(string value) => value;
}

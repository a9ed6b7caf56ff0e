using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Formats;

/// <summary>One of the names of an enumeration; case does not matter.</summary>
internal sealed class ChoiceFormat<TEnum> : ValueFormat<TEnum>
    where TEnum : struct, Enum
{
    private static readonly (string Name, TEnum Value)[] Choices =
        [.. Enum.GetValues<TEnum>().Select(static value => (value.ToString().ToLowerInvariant(), value))];

    // Below what it reads when it is made.
    public static readonly ChoiceFormat<TEnum> Instance = new();

    private readonly (string Name, TEnum Value)[] _readable;

    /// <param name="earlier">Names that a value had earlier: they are read, and not offered.</param>
    public ChoiceFormat(params (string Name, TEnum Value)[] earlier)
    {
        _readable = [.. Choices, .. earlier];
    }

    public override string Allowed { get; } = string.Join(", ", Choices.Select(static c => c.Name));

    public override bool IsAllowed(TEnum value) => Enum.IsDefined(value);

    // Not Enum.TryParse: it takes numbers and lists too.
    public override bool TryParse(string text, string unit, out TEnum value)
    {
        var name = KeyName.Normalize(text.Trim());
        foreach (var choice in _readable)
        {
            if (choice.Name == name)
            {
                value = choice.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public override string Format(TEnum value) => value.ToString().ToLowerInvariant();
}

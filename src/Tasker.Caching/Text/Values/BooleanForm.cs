using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary><c>true</c> and <c>false</c>.</summary>
internal sealed class BooleanForm() : ValueForm("bool")
{
    public override string? TryFormat(ReadOnlySpan<char> text) => bool.TryParse(text, out var value) ? Format(value) : null;

    public static string Format(bool value) => value ? "true" : "false";

    public override bool TryAppend(ref KeyWriter writer, scoped ReadOnlySpan<char> text)
    {
        if (!bool.TryParse(text, out var value))
        {
            return false;
        }

        writer.Append(Format(value));
        return true;
    }
}

using Tasker.Caching.Engine;

namespace Tasker.Caching.Text.Values;

/// <summary>Identifiers: hyphens, no braces, lower case.</summary>
internal sealed class GuidForm() : ValueForm("guid")
{
    private const int Length = 36;

    public override string? TryFormat(ReadOnlySpan<char> text) => text.Length <= MaximumLength && Guid.TryParse(text, out var value) ? value.ToString("D") : null;

    public override bool TryAppend(ref KeyWriter writer, scoped ReadOnlySpan<char> text)
    {
        if (text.Length > MaximumLength || !Guid.TryParse(text, out var value))
        {
            return false;
        }

        value.TryFormat(writer.GetSpan(Length), out var written, "D");
        writer.Advance(written);
        return true;
    }
}

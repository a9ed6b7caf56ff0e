namespace Tasker.OutputCache.Policies.Values;

/// <summary>Where endpoints disagree about a type: whatever the value, it counts as any.</summary>
internal sealed class AnyForm() : ValueForm("any")
{
    public static readonly AnyForm Instance = new();

    public override string? TryFormat(ReadOnlySpan<char> text) => null;
}

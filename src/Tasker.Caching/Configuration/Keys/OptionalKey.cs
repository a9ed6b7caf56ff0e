using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Keys;

/// <summary>A key whose value comes from elsewhere where it is not set.</summary>
internal sealed class OptionalKey<TTarget, TValue>(
    string name,
    ValueFormat<TValue> format,
    string defaultText,
    Func<TTarget, TValue?> read,
    Action<TTarget, TValue?> write,
    string description) : ConfigurationKey(name, description)
    where TValue : struct
{
    public override IReadOnlyList<string> Units => format.Units;

    public override string Allowed => format.Allowed;

    public override string Default => defaultText;

    public override bool TryApply(object target, RawValue value, string unit)
    {
        if (value.Text is null || !format.TryParse(value.Text, unit, out var parsed))
        {
            return false;
        }

        write((TTarget)target, parsed);
        return true;
    }

    public override string? Show(object target) => read((TTarget)target) is { } value ? format.Format(value) : null;

    public override void Copy(object from, object to) => write((TTarget)to, read((TTarget)from));

    public override bool Correct(object target)
    {
        if (read((TTarget)target) is not { } value || format.IsAllowed(value))
        {
            return false;
        }

        write((TTarget)target, null);
        return true;
    }
}

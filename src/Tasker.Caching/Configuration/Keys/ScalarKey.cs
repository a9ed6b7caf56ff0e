using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Keys;

/// <summary>A key with one value that is always set.</summary>
internal sealed class ScalarKey<TTarget, TValue>(
    string name,
    ValueFormat<TValue> format,
    TValue defaultValue,
    Func<TTarget, TValue> read,
    Action<TTarget, TValue> write,
    string description) : ConfigurationKey(name, description)
{
    public override IReadOnlyList<string> Units => format.Units;

    public override string Allowed => format.Allowed;

    public override string Default => format.Format(defaultValue);

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
        if (format.IsAllowed(read((TTarget)target)))
        {
            return false;
        }

        write((TTarget)target, defaultValue);
        return true;
    }
}

using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Keys;

internal sealed class BackendFormat(BackendNames names) : ValueFormat<string>
{
    public override string Allowed { get; } = string.Join(", ", names.All);

    public override bool IsAllowed(string value) => value is not null && names.TryResolve(value, out _);

    public override bool TryParse(string text, string unit, out string value) => names.TryResolve(text, out value);

    public override string Format(string value) => value;
}

namespace Tasker.OutputCache.Configuration;

internal sealed class BackendFormat : ValueFormat<string>
{
    public static readonly BackendFormat Instance = new();

    public override string Allowed { get; } = string.Join(", ", BackendNames.All);

    public override bool IsAllowed(string value) => value is not null && BackendNames.TryResolve(value, out _);

    public override bool TryParse(string text, string unit, out string value) => BackendNames.TryResolve(text, out value);

    public override string Format(string value) => value;
}

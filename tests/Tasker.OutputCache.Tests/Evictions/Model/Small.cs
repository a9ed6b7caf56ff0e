namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>A number of one byte that reads like an <see cref="int"/>; leaving its range is an error, not a wrap.</summary>
internal readonly record struct Small
{
    private readonly byte _value;

    private Small(byte value) => _value = value;

    public static implicit operator int(Small value) => value._value;

    public static implicit operator Small(int value) => new(checked((byte)value));

    public static Small operator ++(Small value) => value + 1;

    public static Small operator --(Small value) => value - 1;

    public override string ToString() => ((int)this).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

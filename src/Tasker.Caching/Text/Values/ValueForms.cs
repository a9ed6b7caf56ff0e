using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Tasker.Caching.Text.Values;

namespace Tasker.Caching.Engine;

/// <summary>The forms of the types that handlers bind.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class ValueForms
{
    private static readonly FrozenDictionary<Type, ValueForm> Known = new Dictionary<Type, ValueForm>
    {
        [typeof(bool)] = new BooleanForm(),
        [typeof(sbyte)] = new IntegerForm<sbyte>(),
        [typeof(byte)] = new IntegerForm<byte>(),
        [typeof(short)] = new IntegerForm<short>(),
        [typeof(ushort)] = new IntegerForm<ushort>(),
        [typeof(int)] = new IntegerForm<int>(),
        [typeof(uint)] = new IntegerForm<uint>(),
        [typeof(long)] = new IntegerForm<long>(),
        [typeof(ulong)] = new IntegerForm<ulong>(),
        [typeof(Int128)] = new IntegerForm<Int128>(),
        [typeof(UInt128)] = new IntegerForm<UInt128>(),
        [typeof(BigInteger)] = new IntegerForm<BigInteger>(),
        [typeof(decimal)] = DecimalForm.Instance,
        [typeof(double)] = new FloatForm<double>(),
        [typeof(float)] = new FloatForm<float>(),
        [typeof(Half)] = new FloatForm<Half>(),
        [typeof(Guid)] = new GuidForm(),
        [typeof(DateOnly)] = new DateForm(),
        [typeof(TimeOnly)] = new TimeForm(),
        [typeof(TimeSpan)] = new TimeSpanForm(),
        [typeof(DateTime)] = new DateTimeForm(),
        [typeof(DateTimeOffset)] = new DateTimeOffsetForm(),
    }.ToFrozenDictionary();

    private static readonly ConcurrentDictionary<Type, ValueForm> Enums = new();

    /// <summary>Returns the form of a type, or <see langword="null"/> where values are texts, compared exactly.</summary>
    public static ValueForm? Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? Enums.GetOrAdd(type, static type => new EnumForm(type)) : Known.GetValueOrDefault(type);
    }

    /// <summary>Returns the form of what a constraint of a route lets through, <c>int</c> or <c>range(1,9)</c>, or <see langword="null"/>.</summary>
    public static ValueForm? OfConstraint(string constraint)
    {
        var argument = constraint.IndexOf('(', StringComparison.Ordinal);
        var type = (argument < 0 ? constraint : constraint[..argument]).ToLowerInvariant() switch
        {
            "int" => typeof(int),
            "long" or "min" or "max" or "range" => typeof(long),
            "bool" => typeof(bool),
            "guid" => typeof(Guid),
            "datetime" => typeof(DateTime),
            "decimal" => typeof(decimal),
            "double" => typeof(double),
            "float" => typeof(float),
            _ => null,
        };
        return type is null ? null : Of(type);
    }

    /// <summary>Returns the text of a value that code names: the form in which a request's value is compared with it.</summary>
    public static string Format<T>(T value)
        where T : notnull => value switch
        {
            bool known => BooleanForm.Format(known),
            decimal known => DecimalForm.Format(known),
            double known => FloatForm<double>.Format(known),
            float known => FloatForm<float>.Format(known),
            Half known => FloatForm<Half>.Format(known),
            DateOnly known => DateForm.Format(known),
            TimeOnly known => TimeForm.Format(known),
            TimeSpan known => TimeSpanForm.Format(known),
            DateTime known => DateTimeForm.Format(known),
            DateTimeOffset known => DateTimeOffsetForm.Format(known),
            IFormattable known => known.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => value.ToString() ?? string.Empty,
        };
}

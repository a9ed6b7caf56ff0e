using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Tasker.Configuration.Toml.Tests.Reading;

/// <summary>Whatever is written is what is read.</summary>
public class TomlReaderProperties
{
    private static readonly Gen<string> Texts =
        from length in Gen.Choose(0, 8)
        from characters in Gen.Elements("a", "B", "7", "-", "_", ".", " ", "\t", "\n", "\r", "\"", "'", "\\", "#", "=", "[", "}", ":", "\0", "\u001F", "\u007F", "é", "日", "🚀", "\uFFFF").ArrayOf(length)
        select string.Concat(characters);

    private static readonly Gen<long> Bits =
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from shift in Gen.Elements(0, 0, 32, 56)
        select (((long)high << 32) | (uint)low) >> shift;

    private static readonly Gen<object> Integers = Gen.OneOf(Bits, Gen.Elements(0, long.MinValue, long.MaxValue)).Select(value => (object)value);

    private static readonly Gen<object> Floats =
        Gen.OneOf(
            Bits.Select(BitConverter.Int64BitsToDouble),
            Gen.Choose(-100_000, 100_000).Select(value => value / 1000.0),
            Gen.Elements(0.0, -0.0, 1e15, 1e16, 1e-5, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity))
        .Select(value => (object)value);

    private static readonly Gen<object> Times =
        from seconds in Gen.Choose(0, int.MaxValue)
        from microseconds in Gen.Choose(0, 999_999)
        from offset in Gen.Choose(-840, 840)
        from kind in Gen.Choose(0, 3)
        from separator in Gen.Elements('T', 't', ' ')
        select (object)MakeTime(DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(microseconds * 10L), offset, kind, separator);

    private static readonly Gen<object> Scalars =
        Gen.OneOf(Texts.Select(text => (object)text), Integers, Floats, Times, Gen.Elements(true, false).Select(value => (object)value));

    private static readonly Gen<(List<(string Name, object Value)> Root, int Style)> Documents =
        from root in Tables(depth: 4)
        from style in Gen.Choose(0, int.MaxValue)
        select (root, style);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var values = 0;

        Prop.ForAll(Documents.ToArbitrary(), document =>
        {
            var text = new TomlWriter(new Random(document.Style)).Write(document.Root);

            var read = TomlReader.Read(Encoding.UTF8.GetBytes(text));

            var expected = Canonical(document.Root);
            Assert.True(expected == TomlCanonical.Write(read), text);
            values += expected.Count(c => c == ':');
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

        // Otherwise the documents were next to empty.
        Assert.InRange(values, 10_000, int.MaxValue);
    }

    private static Gen<object> Values(int depth) => depth == 0
        ? Scalars
        : Gen.Frequency(
            (6, Scalars),
            (2, Tables(depth - 1).Select(table => (object)table)),
            (1, Arrays(Values(depth - 1))),
            (1, Arrays(Tables(depth - 1).Select(table => (object)table))));

    private static Gen<object> Arrays(Gen<object> items) =>
        Gen.Choose(0, 3).SelectMany(count => items.ArrayOf(count)).Select(array => (object)array);

    private static Gen<List<(string Name, object Value)>> Tables(int depth) =>
        from count in Gen.Choose(0, 5)
        from names in Texts.ArrayOf(count)
        from values in Values(depth).ArrayOf(count)
        select names.Zip(values).DistinctBy(item => item.First).ToList();

    private static GeneratedTime MakeTime(DateTime time, int offset, int kind, char separator)
    {
        var date = time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var clock = time.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        var zone = $"{(offset < 0 ? '-' : '+')}{Math.Abs(offset) / 60:00}:{Math.Abs(offset) % 60:00}";

        return kind switch
        {
            0 => new GeneratedTime(date, $"d{date}"),
            1 => new GeneratedTime(clock, $"t{clock}"),
            2 => new GeneratedTime($"{date}{separator}{clock}", $"l{date}T{clock}"),
            _ => new GeneratedTime($"{date}{separator}{clock}{zone}", $"o{date}T{clock}{zone}"),
        };
    }

    private static string Canonical(object value) => value switch
    {
        string text => $"s{TomlCanonical.ToHex(text)}",
        long number => $"i{number.ToString(CultureInfo.InvariantCulture)}",
        double number => TomlCanonical.WriteFloat(number),
        bool truth => truth ? "btrue" : "bfalse",
        GeneratedTime time => time.Canonical,
        object[] items => $"[{string.Join(',', items.Select(Canonical))}]",
        List<(string Name, object Value)> table => TomlCanonical.WriteTable(table.Select(item => (item.Name, Canonical(item.Value)))),
        _ => throw new ArgumentException("An unknown value.", nameof(value)),
    };
}

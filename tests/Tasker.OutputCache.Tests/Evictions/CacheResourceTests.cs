using System.Globalization;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

public class CacheResourceTests
{
    private static readonly CacheResource Orders = CacheResource.Define("Orders");
    private static readonly CacheDimension<string> Namespace = Orders.Dimension<string>("Namespace");
    private static readonly CacheDimension<int?> Id = Orders.Dimension<int?>("id");

    [Fact]
    public void Tag_ValuesOfDimensions_IsTheTagOfTheStrings()
    {
        Assert.Equal(CacheTag.For("orders"), Orders.Tag());
        Assert.Equal(CacheTag.For("orders"), (CacheTag)Orders);
        Assert.Equal(CacheTag.For("orders").With("namespace", "a").With("id", 7), Orders.Tag(Id.Is(7), Namespace.Is("a")));
        Assert.Equal(CacheTag.For("orders").WithAnyOf("namespace", ["a", "b"]), Orders.Tag(Namespace.IsAnyOf("a", "b")));
        Assert.Equal(CacheTag.For("orders").WithAnyOf("namespace", ["a", "b"]), Orders.Tag(Namespace.Is("a"), Namespace.Is("b")));
        Assert.Equal(CacheTag.For("orders").With("namespace", null).With("id", null), Orders.Tag(Namespace.Is(null), Id.Is(null)));
        Assert.Equal("orders|namespace=a", Namespace.Is("a").ToString());
    }

    [Fact]
    public void Tag_ValueOfAnotherResource_Throws()
    {
        var other = CacheResource.Define("others").Dimension<string>("namespace");

        Assert.Contains("others:namespace", Assert.Throws<ArgumentException>(() => Orders.Tag(other.Is("a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tag_SameResourceDeclaredTwice_IsTheSame() =>
        Assert.Equal(Orders.Tag(Namespace.Is("a")), Orders.Tag(CacheResource.Define("orders").Dimension<string>("namespace").Is("a")));

    [Fact]
    public void Dimension_DeclaredAgain_IsTheSameUnlessItsTypeDiffers()
    {
        Assert.Same(Namespace, Orders.Dimension<string>("NAMESPACE"));
        Assert.Contains("of String, not of Int32", Assert.Throws<InvalidOperationException>(() => Orders.Dimension<int>("namespace")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dimension_FifthOne_Throws()
    {
        var resource = CacheResource.Define("full");
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            resource.Dimension<string>(name);
        }

        Assert.Throws<InvalidOperationException>(() => resource.Dimension<string>("e"));
        Assert.Equal(["a", "b", "c", "d"], resource.Dimensions.Select(static dimension => dimension.Name));
    }

    [Fact]
    public void Dimension_TypeWithoutOneText_Throws()
    {
        Assert.Throws<ArgumentException>(() => Orders.Dimension<Uri>("link"));
        Assert.Throws<ArgumentException>(() => Orders.Dimension<object>("thing"));
        Assert.Throws<ArgumentException>(() => Orders.Dimension<int[]>("many"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("@tenant")]
    public void Define_NameThatCantBeOne_Throws(string name) => Assert.ThrowsAny<ArgumentException>(() => CacheResource.Define(name));

    [Theory]
    [InlineData("")]
    [InlineData("a=b")]
    [InlineData("@tenant")]
    public void Dimension_NameThatCantBeOne_Throws(string name) => Assert.ThrowsAny<ArgumentException>(() => Orders.Dimension<string>(name));

    /// <summary>The text of a value that code names is the one that a request's value is compared by, however the client spells it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Is_AnyValue_HasTheTextOfTheRequestsValue(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            var id = new Guid(bytes);
            Same(id, id.ToString("N"), id.ToString("B").ToUpperInvariant(), id.ToString("D"));

            var number = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            Same(number, Text(number), $"  {number} ", number < 0 ? Text(number) : $"+00{number}");
            Same((int)number, Text((int)number));
            Same((ushort)number, Text((ushort)number), $"0{(ushort)number}");

            var price = new decimal(random.Next(), random.Next(), 0, random.Next(2) == 0, (byte)random.Next(10));
            Same(price, Text(price), $"{Text(price)}{(Text(price).Contains('.', StringComparison.Ordinal) ? "00" : ".00")}");

            var ratio = BitConverter.Int64BitsToDouble(number);
            Same(ratio, Text(ratio), ratio.ToString("E17", CultureInfo.InvariantCulture));

            var day = DateOnly.FromDayNumber(random.Next(1000, DateOnly.MaxValue.DayNumber));
            Same(day, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture), day.ToString("d MMM yyyy", CultureInfo.InvariantCulture));

            var time = new TimeOnly(random.NextInt64(TimeSpan.TicksPerDay));
            Same(time, time.ToString("O", CultureInfo.InvariantCulture));

            var length = new TimeSpan(number);
            Same(length, length.ToString("c", CultureInfo.InvariantCulture), length.ToString("G", CultureInfo.InvariantCulture));

            var instant = new DateTimeOffset(random.NextInt64(TimeSpan.TicksPerDay * 1000, TimeSpan.TicksPerDay * 3_000_000), TimeSpan.FromHours(random.Next(-14, 15)));
            Same(instant, instant.ToString("O", CultureInfo.InvariantCulture), instant.ToOffset(TimeSpan.FromHours(3)).ToString("O", CultureInfo.InvariantCulture));
            Same(instant.UtcDateTime, instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), instant.ToString("O", CultureInfo.InvariantCulture));

        }

        Same(true, "True", "TRUE", " true ");
        Same(false, "False", "false");
        foreach (var status in Enum.GetValues<TestStatus>())
        {
            Same(status, $"{status}", $"{status}".ToUpperInvariant(), status.ToString("d"));
        }

        foreach (var name in Enum.GetNames<TestStatus>())
        {
            Same(Enum.Parse<TestStatus>(name), name);
        }
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    // As a node does it that has a request, and one that is told of an eviction.
    private static void Same<T>(T value, params string[] spellings)
        where T : struct
    {
        var resource = CacheResource.Define("typed");
        var dimensions = new ResourceTags().Get("typed");
        Assert.True(dimensions.TryAdd(["value"], "the test", out var error), error);
        var form = ValueForms.Of(typeof(T))!;
        Assert.Empty(dimensions.NoteForms([new DimensionForm("value", "value", form)]));
        var meant = Assert.Single(resource.Dimension<T>("value").Is(value).Values)!;
        Assert.Equal(CacheTag.For("typed").With("value", value), resource.Tag(resource.Dimension<T>("value").Is(value)));
        Assert.Equal(meant, Assert.Single(resource.Dimension<T>("value").IsAnyOf(value).Values));
        foreach (var spelling in spellings)
        {
            Assert.Equal(dimensions.Canonicalize("value", meant), dimensions.TryCanonicalize("value", form, spelling));
        }
    }
}

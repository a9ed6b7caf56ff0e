using System.Text.Json;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Objects;
using Tasker.Caching.Objects.Values;
using Xunit;

namespace Tasker.OutputCache.Tests.Objects;

public sealed class ObjectCacheServicesTests
{
    private static ObjectNames Names(string resource, bool varyByBuild = false) =>
        new(new ResourceSettingsResolver(new TaskerCachingOptions { VaryByBuild = varyByBuild }).Get(resource));

    [Theory]
    [InlineData("templates", "payments:charge:1.2.0", "tasker:template:payments:charge:1.2.0")]
    [InlineData("objects", "user 7", "tasker:objects:%o:user 7")]
    [InlineData("Objects", "a*b{c}%", "tasker:objects:%o:a%2Ab%7Bc%7D%25")]
    [InlineData("catalog", "a", "tasker:catalog:%o:a")]
    [InlineData("template", "a", "tasker:template:%o:a")]
    public void KeyOf_Key_CanBeRead(string resource, string key, string expected)
    {
        Assert.Equal(expected, Names(resource).KeyOf(key));
        Assert.Equal($"key:{expected}", Names(resource).TagOf(key));
    }

    [Fact]
    public void TagOf_KeysVaryByBuild_IsTheSameInEveryBuild()
    {
        Assert.StartsWith("tasker:%+", Names("templates", varyByBuild: true).KeyOf("a"), StringComparison.Ordinal);
        Assert.Equal("key:tasker:template:a", Names("templates", varyByBuild: true).TagOf("a"));
    }

    [Theory]
    [InlineData("a:b:c", "a:*", true)]
    [InlineData("a:b:c", "*:c", true)]
    [InlineData("a:b:c", "a:?:c", true)]
    [InlineData("a:b:c", "a:?", false)]
    [InlineData("a:b:c", "*b*b*", false)]
    [InlineData("aaab", "*a*ab", true)]
    [InlineData("", "*", true)]
    [InlineData("a", "", false)]
    public void Matches_Pattern_IsAsRedisHasIt(string key, string pattern, bool expected) => Assert.Equal(expected, KeyPattern.Matches(key, pattern));

    [Fact]
    public void MakeTags_KeyOfTheShape_CarriesItsPartsAndWhateverIsNotSaid()
    {
        var dimensions = new ResourceDimensions("templates");
        Assert.True(dimensions.TryAdd(["namespace", "name"], "a test", out _));
        var tags = new ObjectTags(dimensions, ObjectKeyShape.Parse("templates", "namespace:name"));

        Assert.Equal(
            ["key", "mine", "templates", "templates|name=charge", "templates|name=charge,namespace=payments", "templates|namespace=payments"],
            tags.MakeTags("payments:charge", "key", ["mine"]).Names.Order(StringComparer.Ordinal));
        Assert.Contains("templates|name=*,namespace=payments", tags.MakeTags("payments", "key", null).Names);
    }

    [Theory]
    [InlineData("a::b")]
    [InlineData("a:A")]
    [InlineData("a b")]
    public void Parse_NoShape_IsRefused(string key) => Assert.Throws<ArgumentException>(() => ObjectKeyShape.Parse("templates", key));

    [Fact]
    public void OfJson_MembersDiffer_IsAnotherShape()
    {
        long[] shapes =
        [
            Shape<Named>(), Shape<Renamed>(), Shape<Retyped>(), Shape<Nested>(), Shape<NestedRenamed>(), Shape<List<Named>>(), Shape<Dictionary<string, Named>>(),
            Shape<Early>(), Shape<Late>(), Shape<Recursive>(), Shape<int>(), Shape<long>(),
        ];

        Assert.Equal(shapes.Length, shapes.Distinct().Count());
        Assert.Equal(Shape<Named>(), Shape<Moved>());
    }

    private static long Shape<T>() => ObjectShape.OfJson(typeof(T), JsonSerializerOptions.Default);

    private sealed record Named(string Name, int Id);

    private sealed record Moved(int Id, string Name);

    private sealed record Renamed(string Title, int Id);

    private sealed record Retyped(string Name, long Id);

    private sealed record Nested(Named[] Items);

    private sealed record NestedRenamed(Renamed[] Items);

    private sealed record Recursive(Recursive? Next, int Id);

    private enum Early
    {
        A,
        B,
    }

    private enum Late
    {
        B,
        A,
    }
}

using FsCheck;
using FsCheck.Fluent;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Expansion;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public class MeantTagTests
{
    private static readonly Gen<string> Values = Gen.Elements('a', 'B', ' ', '|', '=', ',', '*', '%', '~', ':', '@', '{', '2', 'u', '#', '\n', 'é', '\ud83d', '\ude00')
        .NonEmptyListOf().Select(static characters => new string([.. characters])).Where(static text => text.Length <= TagText.MaximumMeantLength);

    [Fact]
    public void Parse_WhatATagSays_IsWhatWasMeant() =>
        Prop.ForAll(Values.ToArbitrary(), Values.ToArbitrary(), (one, other) =>
        {
            var tag = MeantTag.Parse(CacheTag.For("Reports").WithAnyOf("Owner", [one, other]).With("at", null).ToString());

            Assert.Equal("reports", tag.Resource);
            Assert.Equal(["at", "owner"], tag.Dimensions.Select(static dimension => dimension.Name));
            Assert.Empty(tag.Dimensions[0].Values);
            Assert.Equal(new[] { one, other }.Distinct().Order(StringComparer.Ordinal), tag.Dimensions[1].Values.Select(static value => value.Text).Order(StringComparer.Ordinal));
        }).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData("Analytics|Namespace=Payments EU", "analytics|namespace=Payments EU")]
    [InlineData("analytics|namespace=a%2cb", "analytics|namespace=a,b")]
    [InlineData("analytics|namespace=100%", "analytics|namespace=100%")]
    [InlineData("analytics|namespace=%u", "analytics|namespace=%u")]
    [InlineData("analytics|namespace=%2", "analytics|namespace=%2")]
    [InlineData("analytics|namespace=", "analytics|namespace")]
    [InlineData("analytics|namespace=*", "analytics|namespace")]
    [InlineData("analytics|namespace=a,namespace=*", "analytics|namespace=a")]
    [InlineData("analytics|b=1,a=2", "analytics|a=2|b=1")]
    public void Parse_WrittenByHand_IsUnderstood(string text, string expected) => Assert.Equal(expected, Describe(MeantTag.Parse(text)));

    [Theory]
    [InlineData("analytics|")]
    [InlineData("analytics|namespace")]
    [InlineData("analytics|=payments")]
    [InlineData("analytics|namespace=a,,status=b")]
    public void Parse_NotToBeUnderstood_IsTheWholeResource(string text) => Assert.Equal("analytics", Describe(MeantTag.Parse(text)));

    [Theory]
    [InlineData("*")]
    [InlineData("key:tasker:a|b=c")]
    [InlineData("path:/a|b=c,d=e")]
    [InlineData("order%3A7")]
    [InlineData("a b|c=d")]
    public void Parse_NoResource_IsTheTagItself(string text)
    {
        var tag = MeantTag.Parse(text);

        Assert.Equal(text, tag.Name);
        Assert.Null(tag.Resource);
        Assert.Empty(tag.Dimensions);
    }

    [Fact]
    public void Parse_HashOfAVersionBefore_StaysAHash()
    {
        var hash = TagText.ForValue(new string('x', 200));

        var value = Assert.Single(Assert.Single(MeantTag.Parse($"analytics|namespace={hash}").Dimensions).Values);

        Assert.Equal(hash, value.Spell(new ResourceDimensions("analytics"), "namespace"));
    }

    private static string Describe(MeantTag tag) =>
        string.Join('|', tag.Dimensions.SelectMany(static dimension => dimension.Values.Length == 0 ? [dimension.Name] : dimension.Values.Select(value => $"{dimension.Name}={value.Text}")).Prepend(tag.Name));
}

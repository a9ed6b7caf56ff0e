using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys;
using Xunit;
using static Tasker.OutputCache.Tests.Policies.PolicyRequests;

namespace Tasker.OutputCache.Tests.Policies;

public class TagTemplateTests
{
    private static readonly CacheParameterSet Parameters = Parameters("hours=24", "namespace");

    [Fact]
    public void MakeTags_OneDimension_CarriesEverythingThatEvictionsName()
    {
        var tags = Tags(Get("?hours=24&namespace=payments"), Dimensions("namespace"));

        Assert.Equal(
            ["analytics", "analytics/performance", "analytics|namespace=payments", "frontpage", "key:k", "path:/v1/analytics/performance", "path:?"],
            tags.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void MakeTags_EndpointWithoutADimension_CoversAnyOfIt()
    {
        var tags = Tags(Get("?namespace=payments"), Dimensions("namespace", "status"));

        Assert.Equal(
            ["analytics|namespace=payments", "analytics|namespace=payments,status=*", "analytics|status=*"],
            tags.Where(tag => tag.Contains('|', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void MakeTags_RepeatedParameter_CarriesEachValueOnce()
    {
        var tags = Tags(Get("?namespace=a&namespace=b&namespace=a"), Dimensions("namespace"));

        Assert.Equal(["analytics|namespace=a", "analytics|namespace=b"], tags.Where(tag => tag.Contains('|', StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?namespace=")]
    [InlineData("?namespace=&namespace=a")]
    public void MakeTags_EmptyValue_IsAny(string query)
    {
        var tags = Tags(Get(query), Dimensions("namespace"));

        Assert.Equal("analytics|namespace=*", Assert.Single(tags, tag => tag.Contains('|', StringComparison.Ordinal)));
    }

    [Fact]
    public void MakeTags_Partition_IsADimensionOfItsOwn()
    {
        var dimensions = Dimensions("namespace", PartitionDimension.Tenant);

        var tags = Tags(Get("?namespace=payments"), dimensions, PartitionId.ForTenant("acme"));

        Assert.Contains("analytics|@tenant=acme,namespace=payments", tags);
        Assert.Contains("analytics|namespace=payments", tags);
        Assert.Contains("analytics/performance|@tenant=acme", tags);
        Assert.DoesNotContain(tags, tag => tag.Contains("@tenant=*", StringComparison.Ordinal));
        Assert.Contains("analytics|@tenant=*", Tags(Get(), dimensions));
    }

    [Fact]
    public void MakeTags_PathInAnotherSpelling_IsTheSame()
    {
        var tags = Tags(Get(path: "/V1/Analytics/Performance/"), Dimensions());

        Assert.Contains("path:/v1/analytics/performance", tags);
        Assert.Contains("path:/", Tags(Get(path: "/"), Dimensions()));
    }

    [Fact]
    public void MakeTags_MoreThanSixtyFour_WidensTheDimensionWithTheMostValues()
    {
        var parameters = Parameters("a", "b", "c", "d");
        var template = new TagTemplate("performance", Dimensions("a", "b", "c", "d"), parameters, []);

        var tags = template.MakeTags(Get("?a=1&b=1&b=2&c=1&c=2&c=3&c=4&c=5&c=6&d=1"), default, "k").Names;

        Assert.InRange(tags.Count, 1, TagTemplate.MaximumTags);
        Assert.Contains("analytics|c=*", tags);
        Assert.Contains("analytics|a=1,b=2,c=*,d=1", tags);
        Assert.DoesNotContain("analytics|c=1", tags);
    }

    [Fact]
    public void MakeTags_AtItsMost_StaysWithinTheBound()
    {
        string[] names = ["a", "b", "c", "d"];
        var query = "?" + string.Join('&', names.SelectMany(name => Enumerable.Range(0, 8).Select(i => $"{name}={i}")));
        var fixedTags = Enumerable.Range(0, TagTemplate.MaximumFixedTags).Select(i => $"fixed-{i}");
        var template = new TagTemplate("performance", Dimensions([.. names, PartitionDimension.User]), Parameters(names), fixedTags);

        var tags = template.MakeTags(Get(query), PartitionId.ForUser("42"), "k").Names;

        Assert.InRange(tags.Count, 32, TagTemplate.MaximumTags);
        Assert.Equal(tags.Count, tags.Distinct().Count());
        Assert.All(["fixed-7", "analytics", "analytics/performance", "key:k", "analytics|@user=42,a=*,b=*,c=*,d=*"], tag => Assert.Contains(tag, tags));
    }

    private static string[] Tags(Microsoft.AspNetCore.Http.HttpContext context, ResourceDimensions dimensions, PartitionId partition = default) =>
        [.. new TagTemplate("Performance", dimensions, Parameters, ["frontpage", "analytics"]).MakeTags(context, partition, "k").Names];
}

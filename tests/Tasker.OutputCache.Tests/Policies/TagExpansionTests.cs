using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Expansion;
using Xunit;
using static Tasker.OutputCache.Tests.Policies.PolicyRequests;

namespace Tasker.OutputCache.Tests.Policies;

public class TagExpansionTests
{
    private static readonly CacheTag Analytics = CacheTag.For("analytics");

    [Fact]
    public void TryExpand_OneDimension_IsValueAndAny() =>
        Assert.Equal(
            ["analytics|namespace=payments", "analytics|namespace=*"],
            Expand(Analytics.With("namespace", "payments"), Dimensions("namespace", "status")));

    [Fact]
    public void TryExpand_TwoDimensions_IsEveryCombination() =>
        Assert.Equal(
            ["analytics|namespace=*,status=*", "analytics|namespace=*,status=failed", "analytics|namespace=p,status=*", "analytics|namespace=p,status=failed"],
            Expand(Analytics.With("status", "failed").With("Namespace", "p"), null).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("a:b,c=*|%~")]
    [InlineData("%#")]
    [InlineData("%u0041")]
    public void TryExpand_AnyText_IsWhatEntriesCarry(string value)
    {
        foreach (var text in new[] { value, string.Concat(Enumerable.Repeat(value, 60)), value + "\ud800" })
        {
            var expanded = Expand(Analytics.With("namespace", text), Dimensions("namespace"));

            Assert.Contains($"analytics|namespace={TagText.ForValue(text)}", expanded);
            Assert.Equal(text.Length > 100 ? 3 : 2, expanded.Count);
        }
    }

    [Fact]
    public void TryExpand_NoDimension_IsTheTagItself()
    {
        Assert.Equal(["analytics"], Expand("analytics", null));
        Assert.Equal(["analytics"], Expand(Analytics, Dimensions("namespace")));
        Assert.Equal(["*"], Expand(CacheTag.Everything, null));
        Assert.Equal(["%2A"], Expand("*", null));
    }

    [Fact]
    public void TryExpand_NoValue_IsTheUnfilteredOnes() =>
        Assert.Equal(["analytics|namespace=*"], Expand(Analytics.With("namespace", null), Dimensions("namespace")));

    [Fact]
    public void TryExpand_UnknownDimension_IsRefused()
    {
        var tags = new List<string>();

        Assert.False(TagExpansion.TryExpand(Analytics.With("regoin", "eu"), Dimensions("region", "status"), tags, out var error));

        Assert.Empty(tags);
        Assert.Equal("The eviction of 'analytics|regoin=eu' was refused: the resource 'analytics' has no dimension 'regoin'. Its dimensions: region, status.", error);
    }

    [Fact]
    public void TryExpand_Tenant_IsItsOwnAndTheSharedOnes() =>
        Assert.Equal(
            ["analytics|@tenant=acme", "analytics|@tenant=*"],
            Expand(Analytics.ForTenant("acme"), Dimensions(PartitionDimension.Tenant)));

    [Fact]
    public void TryExpand_TenantOfAResourceThatIsNotSeparated_IsAllOfIt()
    {
        Assert.Equal(["analytics", "analytics|"], Taken(Analytics.ForTenant("acme"), Dimensions("namespace")));
        Assert.Contains("analytics|@tenant=acme", Expand(Analytics.ForTenant("acme"), Dimensions("namespace")));
        Assert.Contains("analytics", Taken(Analytics.ForTenant("acme").With("namespace", "a"), null));
    }

    [Fact]
    public void TryExpand_ThousandsOfValues_EvictsMoreInstead()
    {
        var tag = Analytics.WithAnyOf("namespace", Enumerable.Range(0, 10_000).Select(i => $"n{i}")).With("status", "failed");

        Assert.Equal(["analytics|status=failed", "analytics|status=*"], Expand(tag, Dimensions("namespace", "status")));
        Assert.Equal(["analytics|status=failed", "analytics|status=*", "analytics|"], Taken(tag, Dimensions("namespace", "status")));
    }

    [Fact]
    public void TryExpand_LongValue_IsToldAsItWasMeantAndAsItIsSpelt()
    {
        var value = new string('0', 200) + "7";

        var logged = Expand(Analytics.With("namespace", value), Dimensions("namespace"));

        Assert.Equal([$"analytics|namespace={value}", $"analytics|namespace={TagText.ForValue(value)}", "analytics|namespace=*"], logged);
        Assert.Equal([$"analytics|namespace={TagText.ForValue(value)}", "analytics|namespace=*", "analytics|"], Taken(Analytics.With("namespace", value), Dimensions("namespace")));
    }

    [Fact]
    public void TryExpand_ValueTooLongToBeTold_TakesAllValues() =>
        Assert.Contains("analytics", Taken(Analytics.With("namespace", new string('x', 10_000)), Dimensions("namespace")));

    [Fact]
    public void TryExpand_DimensionOfAnEndpoint_CantBeNamed() =>
        Assert.Equal(["analytics/a|@tenant=acme", "analytics/a|@tenant=*", "analytics|"], Taken(CacheTag.For("analytics/a").ForTenant("acme"), Dimensions("namespace", PartitionDimension.Tenant)));

    [Theory]
    [InlineData("analytics", "analytics|namespace=*")]
    [InlineData("analytics/a", "analytics/a,analytics,analytics|namespace=*")]
    [InlineData("Analytics", "Analytics")]
    [InlineData("analytics/a/b", "analytics/a/b")]
    [InlineData("order:7", "order%3A7")]
    public void AddCarried_String_IsWhatItNames(string tag, string expected)
    {
        var carried = new EntryTagsBuilder();

        TagExpansion.AddCarried(MeantTag.Parse(CacheTag.FromString(tag).ToString()), Dimensions("namespace"), carried);

        Assert.All(expected.Split(','), name => Assert.Contains(name, carried.Build().Names));
        Assert.Equal(expected.Contains('|', StringComparison.Ordinal), carried.Build().Sets.Contains(new ResourceSet("analytics", "namespace")));
    }

    [Fact]
    public void AddCarried_HundredsOfTags_StaysWithinWhatAnEntryMayCarry()
    {
        var dimensions = Dimensions("a", "b", "c", "d");
        var carried = new EntryTagsBuilder();

        for (var i = 0; i < 1000; i++)
        {
            TagExpansion.AddCarried(MeantTag.Parse($"analytics|a={i},b={i},c={i},d={i}"), dimensions, carried);
        }

        Assert.InRange(carried.Count, 1, 1000);
        Assert.Contains("analytics|a=*,b=*,c=*,d=*", carried.Build().Names);
    }
}

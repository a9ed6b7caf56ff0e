using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

public class CacheTagTests
{
    [Fact]
    public void For_NameOfAResource_EqualsTheString()
    {
        CacheTag text = "analytics";

        Assert.Equal(CacheTag.For("Analytics"), text);
        Assert.Equal(CacheTag.For("analytics").GetHashCode(), text.GetHashCode());
        Assert.True(CacheTag.For("analytics/performance") == "analytics/performance");
        Assert.True(CacheTag.For(new string('a', 100) + "/" + new string('b', 100)) == new string('a', 100) + "/" + new string('b', 100));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("~analytics")]
    [InlineData("key:tasker:analytics:performance:24")]
    [InlineData("path:/v1")]
    [InlineData("analytics|namespace=payments")]
    public void FromString_TextOfAnotherKindOfTag_IsAnOrdinaryTag(string text)
    {
        var tag = CacheTag.FromString(text).ToString();

        Assert.NotEqual(text, tag);
        Assert.DoesNotContain(tag, character => "{}*@|=,:~".Contains(character, StringComparison.Ordinal));
    }

    [Fact]
    public void FromString_LongText_IsBounded() =>
        Assert.InRange(CacheTag.FromString(new string('x', 100_000)).ToString().Length, 1, 256);

    [Fact]
    public void With_AnyOrder_IsTheSame()
    {
        var one = CacheTag.For("analytics").With("status", "failed").With("namespace", "b").With("Namespace", "a").ForTenant("acme");
        var other = CacheTag.For("analytics").ForTenant("acme").WithAnyOf("namespace", ["a", "b", "a", null]).With("status", "failed");

        Assert.Equal(one, other);
        Assert.Equal("analytics|@tenant=acme,namespace=a|b,status=failed", one.ToString());
    }

    [Fact]
    public void With_Value_LeavesTheTagAsItWas()
    {
        var tag = CacheTag.For("analytics");

        var narrower = tag.With("namespace", "payments");

        Assert.Equal("analytics", tag.ToString());
        Assert.NotEqual(tag, narrower);
    }

    [Fact]
    public void With_SignsInTheValue_AreEscaped()
    {
        var tag = CacheTag.For("analytics").With("namespace", "a,status=*|~%@:{}\u001e\ud800");

        Assert.Equal("analytics|namespace=a%2Cstatus%3D%2A%7C%7E%25%40%3A%7B%7D%1E%uD800", tag.ToString());
    }

    [Fact]
    public void With_NoValue_IsTheUnfilteredOnes()
    {
        Assert.Equal("analytics|namespace=*", CacheTag.For("analytics").With("namespace", null).ToString());
        Assert.Equal("analytics|namespace=*", CacheTag.For("analytics").With("namespace", string.Empty).ToString());
        Assert.Equal("analytics|namespace=*", CacheTag.For("analytics").WithAnyOf("namespace", []).ToString());
    }

    [Fact]
    public void With_NumberOrIdentifier_IsFormattedInvariantly()
    {
        Assert.Equal("orders|id=7", CacheTag.For("orders").With("id", 7).ToString());
        Assert.Equal("orders|price=1.5", CacheTag.For("orders").With("price", 1.5m).ToString());
        Assert.Equal("orders|price=1.5", CacheTag.For("orders").With("price", 1.50m).ToString());
        Assert.Equal("orders|day=Monday", CacheTag.For("orders").With("day", DayOfWeek.Monday).ToString());
        Assert.Equal("orders|open=true", CacheTag.For("orders").With("open", true).ToString());
        Assert.Equal("orders|day=2026-11-30", CacheTag.For("orders").With("day", new DateOnly(2026, 11, 30)).ToString());
        Assert.Equal("orders|at=2026-11-30T10%3A00%3A00Z", CacheTag.For("orders").With("at", new DateTime(2026, 11, 30, 10, 0, 0, DateTimeKind.Utc)).ToString());
        Assert.Equal("orders|at=2026-11-30T10%3A00%3A00Z", CacheTag.For("orders").With("at", new DateTimeOffset(2026, 11, 30, 11, 0, 0, TimeSpan.FromHours(1))).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a|b")]
    [InlineData("@tenant")]
    [InlineData("a/b/c")]
    [InlineData("a/")]
    public void For_MalformedName_Throws(string name) => Assert.Throws<ArgumentException>(() => CacheTag.For(name));

    [Theory]
    [InlineData("")]
    [InlineData("a=b")]
    [InlineData("@tenant")]
    public void With_MalformedName_Throws(string name) =>
        Assert.Throws<ArgumentException>(() => CacheTag.For("analytics").With(name, "x"));

    [Fact]
    public void With_TagThatIsNoResource_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => CacheTag.FromString("analytics").With("namespace", "a"));
        Assert.Throws<InvalidOperationException>(() => CacheTag.For("analytics/performance").With("namespace", "a"));
        Assert.Throws<InvalidOperationException>(() => CacheTag.Everything.ForTenant("acme"));
        Assert.Throws<ArgumentException>(() => CacheTag.FromString(string.Empty));
    }
}

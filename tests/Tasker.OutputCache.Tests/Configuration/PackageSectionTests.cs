using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Keys;
using Xunit;
using static Tasker.OutputCache.Tests.Configuration.ConfigurationText;

namespace Tasker.OutputCache.Tests.Configuration;

public class PackageSectionTests
{
    private static readonly KeyTable Table = new("redis",
    [
        new ScalarKey<Server, string>(
            "url", new TextFormat("a URL that begins with redis://", static t => t.StartsWith("redis://", StringComparison.Ordinal)),
            "redis://localhost:6379", o => o.Url, (o, v) => o.Url = v, "Where the server is.") { IsSecret = true },
        new ScalarKey<Server, int>("database", new IntegerFormat(0, 15), 0, o => o.Database, (o, v) => o.Database = v, "The database."),
    ]);

    private static readonly TaskerConfigurationBinder Binder = new(new ConfigurationKeys(
        [PackageSection.For<Server>(Table, new ShortForm("redis_url", "redis", "url"))]));

    [Theory]
    [InlineData("common:cache:redis:url=redis://a")]
    [InlineData("common:cache:Redis:Url=redis://a")]
    [InlineData("common:cache:redis_url=redis://a")]
    [InlineData("orchestration:cache:RedisUrl=redis://a")]
    public void Bind_DeclaredSection_IsRead(string line)
    {
        var result = Binder.Bind(Lines(line));

        Assert.Empty(result.Problems);
        Assert.Equal("redis://a", result.GetPackageOptions<Server>().Url);
    }

    [Fact]
    public void Bind_NothingOfThePackage_HasItsDefaults() =>
        Assert.Equal("redis://localhost:6379", Binder.Bind(Lines()).GetPackageOptions<Server>().Url);

    [Fact]
    public void Bind_MistakesInThePackagesSection_AreReportedWithTheOthers()
    {
        var result = Binder.Bind(Lines("common:cache:redis:databse=1", "common:cache:redis:database=99", "common:cache:backnd=x"));

        Assert.Equal(3, result.Problems.Count);
        Assert.Contains(result.Problems, static p => p.Suggestion == "database");
    }

    [Fact]
    public void Bind_SecretThatIsNotAllowed_IsNotShown()
    {
        var problem = Assert.Single(Binder.Bind(Lines("common:cache:redis:url=http://user:hunter2@host")).Problems);

        Assert.Null(problem.Value);
        Assert.DoesNotContain("hunter2", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_SecretThatIsNotAllowedOnAReload_DoesNotShowTheOneInForce()
    {
        var before = Binder.Bind(Lines("common:cache:redis:url=redis://host?key=hunter2"));

        var after = Binder.Bind(Lines("common:cache:redis:url=http://other"), previous: before);

        Assert.Equal("redis://host?key=hunter2", after.GetPackageOptions<Server>().Url);
        Assert.DoesNotContain("hunter2", Assert.Single(after.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_SectionsOfAbsentPackages_AreNoMistakes() =>
        Assert.Empty(BindCache("redis:url=x", "memcached:anything=y", "redis_url=z").Problems);

    private sealed class Server
    {
        public string Url { get; set; } = "redis://localhost:6379";

        public int Database { get; set; }
    }
}

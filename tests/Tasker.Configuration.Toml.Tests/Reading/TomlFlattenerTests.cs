using System.Text;

namespace Tasker.Configuration.Toml.Tests.Reading;

public class TomlFlattenerTests
{
    [Fact]
    public void Flatten_KeysThatDiffer_GiveNoWarning()
    {
        Assert.Empty(Read("a = 1\nb = 2\n[c]\na = 3\n[d]\na = 4").Warnings);
    }

    [Fact]
    public void Flatten_KeysThatBecomeOne_LaterWinsWithOneWarning()
    {
        var settings = Read("[cache]\nttl = 1\nTTL = 2\nTtl = 3");

        Assert.Equal("3", Assert.Single(settings.Values).Value);
        Assert.Equal(
            "Line 4, column 1: the configuration key \"cache:Ttl\" is set on line 3, column 1 already; "
            + "configuration ignores case and reads \":\" as a separator. The later value is used.",
            Assert.Single(settings.Warnings));
    }

    [Theory]
    [InlineData("\"a:b\" = 1\n[a]\nb = 2", "a:b", "2", 3)]
    [InlineData("[A.q]\nz = 1\n[a]\nx = 1\n[A]\nx = 2", "a:x", "2", 6)]
    [InlineData("[A.q]\nz = 1\n[A]\nx = 2\n[a]\nx = 1", "a:x", "1", 6)]
    [InlineData("a = [10, 20]\nA.1 = 30", "a:1", "30", 2)]
    [InlineData("[t.A]\nb = [1]\n[t.a]\nB = [2]", "t:a:b:0", "2", 4)]
    [InlineData("[b.a]\nx = 1\n[B]\n\"a:x\" = 2\n[b.c]", "b:a:x", "2", 4)]
    public void Flatten_KeysThatBecomeOneAcrossTables_LaterLineWins(string document, string key, string value, int line)
    {
        var settings = Read(document);

        Assert.Equal(value, settings.Values[key]);
        Assert.Equal(line, settings.Positions[key].Line);
        Assert.StartsWith($"Line {line}, column ", Assert.Single(settings.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Flatten_SeveralCollisions_WarnsInTheOrderOfTheLines()
    {
        var settings = Read("[b.x]\nk = 1\n[a]\nk = 1\nK = 2\n[b.X]\nk = 2\n");

        Assert.Equal(["Line 5, column 1", "Line 7, column 1"], settings.Warnings.Select(warning => warning.Split(':')[0]));
    }

    [Fact]
    public void Flatten_LongKeyThatCollides_IsShortenedInTheWarning()
    {
        var name = new string('a', 1000);

        Assert.InRange(Assert.Single(Read($"{name} = 1\n{name.ToUpperInvariant()} = 2").Warnings).Length, 100, 400);
    }

    [Theory]
    [InlineData("common", 2, 1)]
    [InlineData("common:cache", 2, 1)]
    [InlineData("common:cache:backend", 3, 3)]
    [InlineData("COMMON:Cache:Backend", 3, 3)]
    [InlineData("common:cache:redis", 4, 1)]
    [InlineData("common:cache:redis:url", 4, 1)]
    [InlineData("common:cache:hosts", 5, 1)]
    [InlineData("common:cache:hosts:0", 6, 3)]
    [InlineData("common:cache:hosts:1", 6, 10)]
    [InlineData("common:cache:memory", 8, 1)]
    [InlineData("common:cache:memory:ö", 8, 12)]
    [InlineData("common:cache:memory:b", 8, 23)]
    [InlineData("rules", 9, 1)]
    [InlineData("rules:0", 9, 1)]
    [InlineData("rules:0:name", 10, 1)]
    [InlineData("rules:1", 11, 1)]
    public void Positions_OfEachKindOfKey_AreThoseOfTheDocument(string key, int line, int column)
    {
        var settings = Read("""
            # settings
            [common.cache]
              backend = "redis"
            redis.url = "x"
            hosts = [
              'ö🚀',  'b'
            ]
            memory = { "ö" = "🚀", b = 1 }
            [[rules]]
            name = 1
            [[rules]]
            """);

        Assert.Equal(new TomlPosition(line, column), settings.Positions[key]);
    }

    private static TomlSettings Read(string document) => TomlSettings.Read(Encoding.UTF8.GetBytes(document));
}

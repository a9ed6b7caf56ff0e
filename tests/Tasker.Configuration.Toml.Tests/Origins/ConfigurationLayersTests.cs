using Microsoft.Extensions.Configuration;
using Tasker.OutputCache.TestUtilities.Layers;

namespace Tasker.Configuration.Toml.Tests.Origins;

public sealed class ConfigurationLayersTests : IDisposable
{
    private readonly LayerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OriginOf_EachLayer_IsThePlaceOfTheLastOne()
    {
        _folder.WriteBase("[shop]\nlimit = 11\nname = 'from-base'");
        Assert.Equal("config/tasker/base/common.toml:2", OriginOf("shop:limit"));

        _folder.WriteBase("[shop]\nlimit = 12", "zzz");
        Assert.Equal("config/tasker/base/zzz.toml:2", OriginOf("shop:limit"));

        _folder.WriteEnvironment("\n\n[shop]\n\nlimit = 13");
        Assert.Equal("config/tasker/environments/test/common.toml:5", OriginOf("SHOP:Limit"));

        _folder.Write("appsettings.json", "{ \"shop\": {\n \"Limit\": 14 } }");
        Assert.Equal("appsettings.json:2", OriginOf("shop:limit"));

        // A name of its own: the environment belongs to the whole process.
        Environment.SetEnvironmentVariable("Shop__Limit", "15");
        try
        {
            Assert.Equal("environment variable Shop__Limit", OriginOf("shop:limit"));
            Assert.Equal("command line --shop:limit", OriginOf("shop:limit", "--shop:limit=16"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("Shop__Limit", null);
        }

        Assert.Equal("config/tasker/base/common.toml:3", OriginOf("shop:name"));
        Assert.Null(OriginOf("shop:nothing"));
    }

    [Fact]
    public void OriginOf_TableOrArray_IsWhereItBegins()
    {
        _folder.WriteBase("[shop]\nlimit = 1\n\n[shop.hours]\ndays = [\n  'mon',\n  'tue',\n]");

        Assert.Equal("config/tasker/base/common.toml:4", OriginOf("shop:hours"));
        Assert.Equal("config/tasker/base/common.toml:5", OriginOf("shop:hours:days"));
        Assert.Equal("config/tasker/base/common.toml:7", OriginOf("shop:hours:days:1"));
    }

    [Fact]
    public void OriginOf_SourcesWithoutLines_IsTheirNameOrNothing()
    {
        using var stream = new MemoryStream("[shop]\nlimit = 1"u8.ToArray());
        var root = new ConfigurationBuilder()
            .AddTomlStream(stream)
            .AddInMemoryCollection([new("shop:name", "a")])
            .Add(new NamedConfigurationSource("shop:place", "b"))
            .Build();
        var layers = new ConfigurationLayers(root);

        Assert.Equal("TOML:2", layers.OriginOf("shop:limit"));
        Assert.Null(layers.OriginOf("shop:name"));
        Assert.Equal("Named", layers.OriginOf("shop:place"));
    }

    [Fact]
    public void OriginOf_ChainedConfiguration_IsThePlaceInside()
    {
        _folder.Write("appsettings.json", "{\n\"shop\": {\n\"limit\": 1 } }");
        var outer = new ConfigurationBuilder().AddConfiguration(_folder.Configure()).Build();

        Assert.Equal("appsettings.json:3", new ConfigurationLayers(outer).OriginOf("shop:limit"));
    }

    // The line is looked up in the file as it is now, and only given where what stands there is in force.
    [Theory]
    [InlineData("""{ "shop": { "limit": 2 } }""", "appsettings.json")]
    [InlineData("""{ "shop": { } }""", "appsettings.json")]
    [InlineData("""{ "shop": { "limit": 1, """, "appsettings.json")]
    [InlineData("", "appsettings.json")]
    [InlineData("\n\n{ \"shop\": { \"limit\": 1 } }", "appsettings.json:3")]
    public void OriginOf_JsonThatHasChangedSinceItWasLoaded_HasItsLineOnlyIfItIsTheSame(string now, string expected)
    {
        _folder.Write("appsettings.json", """{ "shop": { "limit": 1 } }""");
        var configuration = _folder.Configure();

        _folder.Write("appsettings.json", now);

        Assert.Equal(expected, new ConfigurationLayers(configuration).OriginOf("shop:limit"));
    }

    [Fact]
    public void LayerOf_TwoSpellings_TellsWhichComesFromTheLaterSource()
    {
        var root = new ConfigurationBuilder()
            .AddInMemoryCollection([new("shop_limit", "1"), new("shop_days:0", "mon")])
            .AddInMemoryCollection([new("ShopLimit", "2"), new("shop_days:1", "tue")])
            .Build();
        var layers = new ConfigurationLayers(root);

        Assert.Equal(0, layers.LayerOf(root.GetSection("shop_limit")));
        Assert.Equal(1, layers.LayerOf(root.GetSection("ShopLimit")));
        Assert.Equal(1, layers.LayerOf(root.GetSection("shop_days")));
        Assert.Equal(-1, layers.LayerOf(root.GetSection("nothing")));
    }

    [Fact]
    public void Layers_OfASection_AreThoseOfTheRootIfItIsGiven()
    {
        _folder.WriteBase("[shop]\nlimit = 1");
        var configuration = _folder.Configure();
        var section = configuration.GetSection("shop");

        Assert.Equal("config/tasker/base/common.toml:2", new ConfigurationLayers(section, (IConfigurationRoot)configuration).OriginOf("shop:limit"));
        Assert.Null(new ConfigurationLayers(section).OriginOf("shop:limit"));
        Assert.Equal(-1, new ConfigurationLayers(section).LayerOf(section.GetSection("limit")));
    }

    private string? OriginOf(string key, params string[] args) => new ConfigurationLayers(_folder.Configure(args: args)).OriginOf(key);

    private sealed class NamedConfigurationSource(string key, string value) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new NamedConfigurationProvider(key, value);
    }

    private sealed class NamedConfigurationProvider : ConfigurationProvider
    {
        public NamedConfigurationProvider(string key, string value) => Data[key] = value;
    }
}

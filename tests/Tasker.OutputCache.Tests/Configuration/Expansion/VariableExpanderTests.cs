using Tasker.OutputCache.Configuration;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration.Expansion;

public sealed class VariableExpanderTests
{
    private readonly Dictionary<string, string> _environment = [];

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("$HOME $ {x} }", "$HOME $ {x} }")]
    [InlineData("${REDIS_URL}", "")]
    [InlineData("${REDIS_URL:-redis://localhost:6379}", "redis://localhost:6379")]
    [InlineData("${REDIS_URL:-}", "")]
    [InlineData("${REDIS_URL:+redis}", "")]
    [InlineData("a${REDIS_URL:-b}c${TASKER_CACHE_BACKEND:-d}e", "abcde")]
    [InlineData("$${REDIS_URL}", "${REDIS_URL}")]
    [InlineData("${REDIS_URL:-$}", "$")]
    public void TryExpand_NothingIsSet_WordsOfTheTextCount(string text, string expected) => Assert.Equal(expected, Expand(text));

    [Theory]
    [InlineData("${REDIS_URL}", "redis://r:1")]
    [InlineData("${REDIS_URL:-redis://localhost:6379}", "redis://r:1")]
    [InlineData("${REDIS_URL:+redis}", "redis")]
    [InlineData("<${REDIS_URL}>", "<redis://r:1>")]
    public void TryExpand_VariableIsSet_ItCounts(string text, string expected)
    {
        _environment["REDIS_URL"] = "redis://r:1";

        Assert.Equal(expected, Expand(text));
    }

    // As compose files and charts set what nobody has given them.
    [Theory]
    [InlineData("${REDIS_URL:-redis://localhost:6379}", "redis://localhost:6379")]
    [InlineData("${REDIS_URL:+redis}", "")]
    [InlineData("<${REDIS_URL}>", "<>")]
    public void TryExpand_VariableIsEmpty_CountsAsNotSet(string text, string expected)
    {
        _environment["REDIS_URL"] = string.Empty;

        Assert.Equal(expected, Expand(text));
    }

    [Theory]
    [InlineData("redis://localhost")]
    [InlineData("redis://localhost:6379/3")]
    [InlineData("rediss://cache.internal:6380")]
    [InlineData("redis://:p%40ss@localhost:6379")]
    [InlineData("rediss://user:pa/ss?w0rd@localhost:6379/0?ssl_ca_file=/etc/ca.pem")]
    [InlineData("redis://a:6379,b:6379,c:6379")]
    [InlineData("redis://[::1]:6379")]
    [InlineData("REDIS://localhost")]
    public void TryExpand_EveryFormOfARedisUrl_IsAllowed(string url)
    {
        _environment["REDIS_URL"] = url;

        Assert.Equal(url, Expand("${REDIS_URL}"));
    }

    [Theory]
    [InlineData("http://localhost:6379")]
    [InlineData("localhost:6379")]
    [InlineData("redis://")]
    [InlineData("redis:// localhost")]
    [InlineData("redis://localhost\nredis://other")]
    [InlineData("redis://localhost/3/4")]
    [InlineData("xredis://localhost")]
    public void TryExpand_ValueThatIsNoRedisUrl_IsRefusedAndNotRepeated(string value)
    {
        _environment["REDIS_URL"] = value;

        Assert.False(Expander().TryExpand("${REDIS_URL:-redis://localhost:6379}", out _, out var problem));
        Assert.Contains("REDIS_URL", problem, StringComparison.Ordinal);
        Assert.Equal("the value of REDIS_URL is not a URL that begins with redis:// or rediss://", problem);
    }

    [Theory]
    [InlineData("${HOME}")]
    [InlineData("${redis_url}")]
    [InlineData("${}")]
    [InlineData("${REDIS_URL")]
    [InlineData("${REDIS_URL:=x}")]
    [InlineData("${REDIS_URL:?x}")]
    [InlineData("${AWS_SECRET_ACCESS_KEY:-x}")]
    [InlineData("${hunter2}")]
    public void TryExpand_WhatIsNotAllowed_IsRefused(string text)
    {
        _environment["HOME"] = "/root";

        Assert.False(Expander().TryExpand(text, out var expanded, out var problem));
        Assert.Empty(expanded);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryExpand_VariableThatTheHostAllows_IsExpandedIfItMatches()
    {
        _environment["SHOP_CACHE"] = "redis://shop";
        _environment["SHOP_PREFIX"] = "shop;rm";
        var expander = Expander(new ConfigurationVariable("SHOP_CACHE", "redis://.+", "a URL"), new ConfigurationVariable("SHOP_PREFIX", "[a-z]+", "letters"));

        Assert.True(expander.TryExpand("${SHOP_CACHE}", out var expanded, out _));
        Assert.Equal("redis://shop", expanded);
        Assert.False(expander.TryExpand("${SHOP_PREFIX}", out _, out _));
    }

    private string Expand(string text)
    {
        Assert.True(Expander().TryExpand(text, out var expanded, out var problem), problem);
        return expanded;
    }

    private VariableExpander Expander(params ConfigurationVariable[] own) => new(new ConfigurationVariables(own), _environment.GetValueOrDefault);
}

using Tasker.Caching.Configuration.Binding;
using Tasker.Configuration.Toml;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration.Expansion;

/// <summary>The variables that the cache allows by itself.</summary>
public sealed class ConfigurationVariablesTests
{
    private readonly Dictionary<string, string> _environment = [];

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

        Assert.True(Expander().TryExpand("${REDIS_URL}", out var expanded, out var problem), problem);
        Assert.Equal(url, expanded);
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
        Assert.Equal("the value of REDIS_URL is not a URL that begins with redis:// or rediss://", problem);
    }

    [Theory]
    [InlineData("${HOME}")]
    [InlineData("${redis_url}")]
    [InlineData("${AWS_SECRET_ACCESS_KEY:-x}")]
    public void TryExpand_WhatTheCacheDoesNotKnow_IsRefused(string text)
    {
        _environment["HOME"] = "/root";

        Assert.False(Expander().TryExpand(text, out var expanded, out _));
        Assert.Empty(expanded);
    }

    [Fact]
    public void All_VariableOfTheHostWithAKnownName_GoesBeforeTheCacheOwn()
    {
        _environment["REDIS_URL"] = "shop";

        Assert.True(Expander(new ConfigurationVariable("REDIS_URL", "[a-z]+", "letters")).TryExpand("${REDIS_URL}", out var expanded, out _));

        Assert.Equal("shop", expanded);
    }

    private VariableExpander Expander(params ConfigurationVariable[] own) => new(new ConfigurationVariables(own).All, _environment.GetValueOrDefault);
}

namespace Tasker.Configuration.Toml.Tests.Expansion;

public sealed class VariableExpanderTests
{
    private readonly Dictionary<string, string> _environment = [];

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("$HOME $ {x} }", "$HOME $ {x} }")]
    [InlineData("${SHOP_URL}", "")]
    [InlineData("${SHOP_URL:-shop://localhost:6379}", "shop://localhost:6379")]
    [InlineData("${SHOP_URL:-}", "")]
    [InlineData("${SHOP_URL:+shop}", "")]
    [InlineData("a${SHOP_URL:-b}c${SHOP_NAME:-d}e", "abcde")]
    [InlineData("$${SHOP_URL}", "${SHOP_URL}")]
    [InlineData("${SHOP_URL:-$}", "$")]
    public void TryExpand_NothingIsSet_WordsOfTheTextCount(string text, string expected) => Assert.Equal(expected, Expand(text));

    [Theory]
    [InlineData("${SHOP_URL}", "shop://r:1")]
    [InlineData("${SHOP_URL:-shop://localhost:6379}", "shop://r:1")]
    [InlineData("${SHOP_URL:+shop}", "shop")]
    [InlineData("<${SHOP_URL}>", "<shop://r:1>")]
    public void TryExpand_VariableIsSet_ItCounts(string text, string expected)
    {
        _environment["SHOP_URL"] = "shop://r:1";

        Assert.Equal(expected, Expand(text));
    }

    // As compose files and charts set what nobody has given them.
    [Theory]
    [InlineData("${SHOP_URL:-shop://localhost:6379}", "shop://localhost:6379")]
    [InlineData("${SHOP_URL:+shop}", "")]
    [InlineData("<${SHOP_URL}>", "<>")]
    public void TryExpand_VariableIsEmpty_CountsAsNotSet(string text, string expected)
    {
        _environment["SHOP_URL"] = string.Empty;

        Assert.Equal(expected, Expand(text));
    }

    [Theory]
    [InlineData("http://localhost:6379")]
    [InlineData("shop://")]
    [InlineData("shop:// localhost")]
    [InlineData("shop://localhost\nshop://other")]
    [InlineData("xshop://localhost")]
    public void TryExpand_ValueThatIsNotAllowed_IsRefusedAndNotRepeated(string value)
    {
        _environment["SHOP_URL"] = value;

        Assert.False(Expander().TryExpand("${SHOP_URL:-shop://localhost:6379}", out _, out var problem));
        Assert.Equal("the value of SHOP_URL is not a URL of the shop", problem);
    }

    [Theory]
    [InlineData("${HOME}")]
    [InlineData("${shop_url}")]
    [InlineData("${}")]
    [InlineData("${SHOP_URL")]
    [InlineData("${SHOP_URL:=x}")]
    [InlineData("${SHOP_URL:?x}")]
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
    public void TryExpand_ValueThatLooksLikeAReference_IsNotExpandedAgain()
    {
        _environment["SHOP_NAME"] = "${SHOP_URL}";
        var expander = new VariableExpander([new("SHOP_NAME", ".*", "a text"), new("SHOP_URL", ".*", "a text")], _environment.GetValueOrDefault);

        Assert.True(expander.TryExpand("${SHOP_NAME}", out var expanded, out _));

        Assert.Equal("${SHOP_URL}", expanded);
    }

    // A pattern that takes exponential time for what almost matches it.
    [Fact]
    public void Allows_MatchThatTakesTooLong_CountsAsNone() =>
        Assert.False(new ConfigurationVariable("SHOP_NAME", "(a+)+", "letters").Allows(new string('a', 40) + "!"));

    [Fact]
    public void TryExpand_TwoVariablesOfOneName_TheFirstCounts()
    {
        _environment["SHOP_NAME"] = "7";
        var expander = new VariableExpander([new("SHOP_NAME", "[0-9]", "a digit"), new("SHOP_NAME", "[a-z]", "a letter")], _environment.GetValueOrDefault);

        Assert.True(expander.TryExpand("${SHOP_NAME}", out var expanded, out _));
        Assert.Equal("7", expanded);
        Assert.False(expander.TryExpand("${OTHER}", out _, out var problem));
        Assert.Equal("the variable is not one of those that may be expanded (SHOP_NAME)", problem);
    }

    private string Expand(string text)
    {
        Assert.True(Expander().TryExpand(text, out var expanded, out var problem), problem);
        return expanded;
    }

    private VariableExpander Expander() =>
        new([new("SHOP_URL", @"shop://[^\s]+", "a URL of the shop"), new("SHOP_NAME", "[a-z]+", "letters")], _environment.GetValueOrDefault);
}

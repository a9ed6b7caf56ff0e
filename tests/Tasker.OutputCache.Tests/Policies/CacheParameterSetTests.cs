using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Engine;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public class CacheParameterSetTests
{
    [Fact]
    public void Parse_GoodDeclarations_ReadsSourceNameAndDefault()
    {
        var set = CacheParameterSet.Parse(["hours=24", " Namespace ", "route:id", "Header : X-Region = eu=west", "claim:http://a/b", "query:q"], out var errors);

        Assert.Empty(errors);
        Assert.Equal(
            ["hours=24", "Namespace", "route:id", "header:X-Region=eu=west", "claim:http://a/b", "q"],
            set.Parameters.ToArray().Select(parameter => parameter.ToString()));
        Assert.Equal(["namespace", "id", "http://a/b", "q"], set.Dimensions);
        Assert.True(set.CoversHeader("x-region"));
        Assert.False(set.CoversHeader("q"));
    }

    [Fact]
    public void Parse_BadDeclarations_AreAllReported()
    {
        var set = CacheParameterSet.Parse(["", null, "=24", "hours=", "cookie:x", "a b", "x:", "ok", "OK", "ok=1", "route:ok", "a|b=1", new string('n', 101)], out var errors);

        Assert.Equal(["ok"], set.Dimensions);
        Assert.Equal(12, errors.Count);
        Assert.All(errors, error => Assert.EndsWith(".", error, StringComparison.Ordinal));
        Assert.Contains("The parameter 'hours=' has an empty default. Leave the '=' out to make it a dimension, or give a value.", errors);
        Assert.Contains("The parameter 'cookie:x' names the source 'cookie'; the sources are query, route, claim, header and body.", errors);
        Assert.Contains("The parameters 'ok' and 'route:ok' have the same name. Keep one of them.", errors);
    }

    [Fact]
    public void Parse_TooMany_KeepsTheFirst()
    {
        var set = CacheParameterSet.Parse(Enumerable.Range(0, CacheParameterSet.Maximum + 1).Select(i => $"p{i}=1"), out var errors);

        Assert.Equal(CacheParameterSet.Maximum, set.Parameters.Length);
        Assert.Equal("The parameter 'p16=1' is one too many: an endpoint has at most 16.", Assert.Single(errors));
    }

    [Fact]
    public void Computed_MalformedName_Throws()
    {
        Assert.Throws<ArgumentException>(() => CacheParameter.Computed("a b", static (HttpContext _) => null));
        Assert.Throws<ArgumentException>(() => CacheParameter.Computed(string.Empty, static (HttpContext _) => null));
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys;
using Tasker.OutputCache.Keys.Parameters;
using Xunit;
using static Tasker.OutputCache.Tests.Policies.PolicyRequests;

namespace Tasker.OutputCache.Tests.Policies;

public class KeyTemplateTests
{
    private static readonly KeyTemplate Performance = new("analytics", "performance", Parameters("hours=24", "namespace"), new KeyTemplateOptions());

    [Theory]
    [InlineData("", "tasker:analytics:performance:24")]
    [InlineData("?", "tasker:analytics:performance:24")]
    [InlineData("?hours=24", "tasker:analytics:performance:24")]
    [InlineData("?hours=24&namespace=", "tasker:analytics:performance:24:%-")]
    [InlineData("?hours=&namespace", "tasker:analytics:performance:%-:%-")]
    [InlineData("?hours=&hours=", "tasker:analytics:performance:%-*%-")]
    [InlineData("?hours=24&utm=x", "tasker:analytics:performance:24")]
    [InlineData("?HOURS=24", "tasker:analytics:performance:24")]
    [InlineData("?%68ours=%324", "tasker:analytics:performance:24")]
    [InlineData("?namespace=payments&hours=48", "tasker:analytics:performance:48:payments")]
    [InlineData("?namespace=Payments", "tasker:analytics:performance:24:Payments")]
    [InlineData("?namespace=a+b%2Bc", "tasker:analytics:performance:24:a b+c")]
    [InlineData("?namespace=a%3Ab{c}*@%25%1E", "tasker:analytics:performance:24:a%3Ab%7Bc%7D%2A%40%25%1E")]
    [InlineData("?namespace=*", "tasker:analytics:performance:24:%2A")]
    [InlineData("?namespace=a,b", "tasker:analytics:performance:24:a,b")]
    [InlineData("?namespace=a&namespace=b", "tasker:analytics:performance:24:a*b")]
    [InlineData("?namespace=b&namespace=a", "tasker:analytics:performance:24:b*a")]
    [InlineData("?namespace=&namespace=a", "tasker:analytics:performance:24:%-*a")]
    [InlineData("?namespace=", "tasker:analytics:performance:24:%-")]
    [InlineData("?namespace", "tasker:analytics:performance:24:%-")]
    [InlineData("?namespace=&namespace=", "tasker:analytics:performance:24:%-*%-")]
    [InlineData("?hours=", "tasker:analytics:performance:%-")]
    [InlineData("?namespace=zürich", "tasker:analytics:performance:24:zürich")]
    [InlineData("?namespace=z%C3%BCrich", "tasker:analytics:performance:24:zürich")]
    [InlineData("?namespace=%F0%9F%98%80", "tasker:analytics:performance:24:\U0001F600")]
    [InlineData("?namespace=\u0085", "tasker:analytics:performance:24:%85")]
    [InlineData("?=x&&=&", "tasker:analytics:performance:24")]
    public void TryWrite_Query_IsNormalForm(string query, string expected) =>
        Assert.Equal(expected, Performance.Key(Get(query)));

    // No inline data: attributes can't hold half a character.
    [Fact]
    public void TryWrite_LoneSurrogates_AreToldApart()
    {
        Assert.Equal("tasker:analytics:performance:24:%uD800", Performance.Key(Get("?namespace=\ud800")));
        Assert.Equal("tasker:analytics:performance:24:%uDC00%uD800", Performance.Key(Get("?namespace=\udc00\ud800")));
        Assert.NotEqual(
            Performance.Key(Get("?namespace=" + new string('\ud800', 200))),
            Performance.Key(Get("?namespace=" + new string('\ud801', 200))));
    }

    [Fact]
    public void TryWrite_DimensionBeforeDefault_KeepsItsPlace()
    {
        var template = new KeyTemplate("analytics", "bottlenecks", Parameters("limit=10", "namespace", "min_executions=5"), new KeyTemplateOptions());

        Assert.Equal("tasker:analytics:bottlenecks:10:*:5", template.Key(Get()));
    }

    [Fact]
    public void TryWrite_TwoDefaults_AreFilledIn()
    {
        var template = new KeyTemplate("Analytics", "Bottlenecks", Parameters("limit=10", "min_executions=5", "namespace"), new KeyTemplateOptions());

        Assert.Equal("tasker:analytics:bottlenecks:10:5", template.Key(Get()));
    }

    [Fact]
    public void Write_Parts_AreEscapedAndJoined()
    {
        var writer = new KeyWriter(stackalloc char[8]);
        try
        {
            KeyHead.Write(ref writer, "tasker", "template", "payments", "charge", "1.2.0");
            Assert.Equal("tasker:template:payments:charge:1.2.0", writer.ToString());

            writer.Length = 0;
            KeyHead.Write(ref writer, "shop:prod", "a:b");
            Assert.Equal("shop%3Aprod:a%3Ab", writer.ToString());
        }
        finally
        {
            writer.Dispose();
        }
    }

    [Fact]
    public void TryWrite_Partition_StandsAfterTheName()
    {
        Assert.Equal("tasker:analytics:performance:@acme:24", Performance.Key(Get(), PartitionId.ForTenant("acme")));
        Assert.Equal("tasker:analytics:performance:@@42:24", Performance.Key(Get(), PartitionId.ForUser("42")));
        Assert.Equal("tasker:analytics:performance:@%4042:24", Performance.Key(Get(), PartitionId.ForTenant("@42")));
    }

    [Fact]
    public void TryWrite_PartitionForgedInAQuery_IsAnotherKey()
    {
        var template = new KeyTemplate("analytics", "performance", Parameters("namespace"), new KeyTemplateOptions());

        Assert.Equal("tasker:analytics:performance:@acme", template.Key(Get(), PartitionId.ForTenant("acme")));
        Assert.Equal("tasker:analytics:performance:%40acme", template.Key(Get("?namespace=@acme")));
        Assert.Equal("tasker:analytics:performance:%-*%40acme", template.Key(Get("?namespace=&namespace=@acme")));
    }

    [Fact]
    public void TryWrite_HostAndSalt_AreMarked()
    {
        var options = new KeyTemplateOptions { VaryByHost = true, Salt = "1f2e", Prefix = "shop" };
        var template = new KeyTemplate("analytics", "performance", Parameters("hours=24"), options);
        var context = Get();
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("Example.com", 8080);

        Assert.Equal("shop:%+1f2e:analytics:performance:%/https:example.com%3A8080:24", template.Key(context));
        context.Request.PathBase = "/acme:x";
        Assert.Equal("shop:%+1f2e:analytics:performance:%/https:example.com%3A8080:%^/acme%3Ax:24", template.Key(context));
    }

    [Fact]
    public void TryWrite_OtherSources_AreRead()
    {
        var parameters = Parameters("route:id", "claim:http://claims/region", "header:X-Channel=web");
        var template = new KeyTemplate("orders", "one", parameters, new KeyTemplateOptions());
        var context = Get("?id=9");
        context.Request.RouteValues["ID"] = 7;
        context.Request.Headers["x-channel"] = new StringValues(["app", "tv"]);
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("http://claims/region", "eu")]));

        Assert.Equal("tasker:orders:one:7:%@eu:app*tv", template.Key(context));
        Assert.Equal("tasker:orders:one:*:%@*:web", template.Key(Get("?id=9")));
    }

    [Fact]
    public void TryWrite_ComputedParameter_IsAsked()
    {
        var set = CacheParameterSet.Create([CacheParameter.Computed("shard", context => context.Request.Path.Value?[1..3])], out var errors);

        Assert.Empty(errors);
        Assert.Equal("tasker:analytics:performance:v1", new KeyTemplate("analytics", "performance", set, new KeyTemplateOptions()).Key(Get()));
    }

    [Fact]
    public void TryWrite_QueryRewritten_IsWhatTheHandlerSees()
    {
        var context = Get("?hours=24");
        context.Features.Set<IQueryFeature>(new QueryFeature(new QueryCollection(new Dictionary<string, StringValues> { ["hours"] = "48" })));

        Assert.Equal("tasker:analytics:performance:48", Performance.Key(context));
    }

    [Theory]
    [InlineData("?hours=24&utm=x", true)]
    [InlineData("?=", true)]
    [InlineData("?hours=24&&", false)]
    [InlineData("", false)]
    public void TryWrite_BypassUndeclared_RefusesThem(string query, bool isRefused)
    {
        var template = new KeyTemplate("analytics", "performance", Parameters("hours=24"), new KeyTemplateOptions { BypassUndeclared = true });
        var expected = isRefused ? KeyRefusal.UndeclaredParameter : KeyRefusal.None;
        var parsed = Get(query);
        _ = parsed.Request.Query;

        Assert.Equal(expected, template.TryKey(Get(query), out _));
        Assert.Equal(expected, template.TryKey(parsed, out _));
    }

    [Theory]
    [InlineData(typeof(int), "+007", "7")]
    [InlineData(typeof(int), " 7", "7")]
    [InlineData(typeof(int), "-0", "0")]
    [InlineData(typeof(int), "3000000000", "3000000000")]
    [InlineData(typeof(long?), "3000000000", "3000000000")]
    [InlineData(typeof(byte), "0300", "0300")]
    [InlineData(typeof(bool), "TRUE", "true")]
    [InlineData(typeof(bool), "1", "1")]
    [InlineData(typeof(Guid), "{0F8FAD5B-D9CB-469F-A165-70867728950E}", "0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData(typeof(DayOfWeek), "1", "Monday")]
    [InlineData(typeof(DayOfWeek), "9", "9")]
    [InlineData(typeof(decimal), "1.50", "1.50")]
    [InlineData(typeof(string), "007", "007")]
    public void TryWrite_TypedValue_HasItsFormOrKeepsItsText(Type type, string value, string expected)
    {
        var template = new KeyTemplate("analytics", "performance", Typed("v", type), new KeyTemplateOptions());
        var encoded = Uri.EscapeDataString(value);
        var parsed = Get($"?v={encoded}");
        _ = parsed.Request.Query;
        var text = expected.Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal);

        Assert.Equal($"tasker:analytics:performance:{text}", template.Key(Get($"?v={encoded}")));
        Assert.Equal($"tasker:analytics:performance:{text}", template.Key(parsed));
    }

    [Fact]
    public void TryWrite_SeveralTypedValues_KeepTheirText()
    {
        var template = new KeyTemplate("analytics", "performance", Typed("v", typeof(int)), new KeyTemplateOptions());

        Assert.Equal("tasker:analytics:performance:07*8", template.Key(Get("?v=07&v=8")));
        Assert.Equal("tasker:analytics:performance:%-*07", template.Key(Get("?v=&v=07")));
    }

    [Fact]
    public void TryWrite_TypedDefault_IsTheEntryOfItsValue()
    {
        var template = new KeyTemplate("analytics", "performance", Typed("v=True", typeof(bool)), new KeyTemplateOptions());

        Assert.Equal("tasker:analytics:performance:true", template.Key(Get()));
        Assert.Equal("tasker:analytics:performance:true", template.Key(Get("?v=true")));
    }

    [Theory]
    [InlineData(typeof(int), "?v=0123&utm_source=x")]
    [InlineData(typeof(bool), "?v=True")]
    [InlineData(typeof(Guid), "?v=0F8FAD5BD9CB469FA16570867728950E")]
    [InlineData(typeof(DayOfWeek), "?v=Tuesday")]
    [InlineData(typeof(string), "?v=&v")]
    public void TryWrite_TypedValue_AllocatesNothing(Type type, string query)
    {
        var template = new KeyTemplate("analytics", "performance", Typed("v", type), new KeyTemplateOptions());
        var context = Get(query);
        Write();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Write();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Write()
        {
            var writer = new KeyWriter(stackalloc char[256]);
            template.TryWrite(context, default, ref writer);
            writer.Dispose();
        }
    }

    private static CacheParameterSet Typed(string declaration, Type type)
    {
        Assert.True(CacheParameter.TryParse(declaration, out var parameter, out var error), error);
        var set = CacheParameterSet.Create([parameter.BoundBy(new ParameterBinding(ValueForms.Of(type), IsMany: false, IsExact: true))], out var errors);
        Assert.Empty(errors);
        return set;
    }

    [Fact]
    public void TryWrite_TooManyValues_IsRefused()
    {
        var most = "?" + string.Join('&', Enumerable.Repeat("namespace=a", ParameterReader.MaximumValues));
        var parsed = Get(most + "&namespace=a");
        _ = parsed.Request.Query;

        Assert.Equal(KeyRefusal.None, Performance.TryKey(Get(most), out _));
        Assert.Equal(KeyRefusal.TooManyValues, Performance.TryKey(Get(most + "&namespace=a"), out _));
        Assert.Equal(KeyRefusal.TooManyValues, Performance.TryKey(parsed, out _));
        Assert.Equal(KeyRefusal.None, Performance.TryKey(Get("?" + string.Join('&', Enumerable.Repeat("utm=a", 1000))), out _));
    }

    [Fact]
    public void TryWrite_LongValue_IsHashed()
    {
        var longest = new string('x', KeyEscaping.MaximumValueLength);

        Assert.Equal("tasker:analytics:performance:24:" + longest, Performance.Key(Get("?namespace=" + longest)));
        Assert.Matches("^tasker:analytics:performance:24:%#[0-9a-f]{64}$", Performance.Key(Get("?namespace=x" + longest)));
    }

    [Fact]
    public void TryWrite_ManyLongValues_AreHashedTogether()
    {
        var value = new string('\u0001', KeyEscaping.MaximumValueLength);
        var template = new KeyTemplate("analytics", "performance", Parameters("a", "b", "c", "d"), new KeyTemplateOptions());

        var key = template.Key(Get($"?a={value}&b={value}&c={value}&d={value}"), PartitionId.ForTenant("acme"));

        Assert.Matches("^tasker:analytics:performance:@acme:%##[0-9a-f]{64}$", key);
    }

    [Fact]
    public void TryWrite_ValueThatRepeatsALongKey_IsAnotherKey()
    {
        var template = new KeyTemplate("analytics", "performance", Parameters("a"), new KeyTemplateOptions());
        var values = Enumerable.Repeat(new string('x', KeyEscaping.MaximumValueLength), 12).ToArray();

        var hashedTogether = template.Key(Get("?a=" + string.Join("&a=", values)));
        var hashedAlone = template.Key(Get("?a=" + string.Join('*', values)));

        Assert.Contains("%##", hashedTogether, StringComparison.Ordinal);
        Assert.NotEqual(hashedTogether.Replace("%##", "%#", StringComparison.Ordinal), hashedTogether);
        Assert.Equal(hashedTogether.Replace("%##", "%#", StringComparison.Ordinal), hashedAlone);
    }
}

using FsCheck;
using FsCheck.Fluent;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys;
using Xunit;
using static Tasker.OutputCache.Tests.Policies.PolicyRequests;

namespace Tasker.OutputCache.Tests.Policies;

/// <summary>Requests as strangers write them: different ones have different keys, and equal ones the same.</summary>
public class KeyTemplateProperties
{
    private static readonly CacheParameterSet Parameters = Parameters("a", "b=1", "c");

    private static readonly KeyTemplate Template = new("analytics", "performance", Parameters, new KeyTemplateOptions());

    private static readonly char[] Hostile = ['a', '1', '*', '@', ':', '%', '#', '/', 'u', '+', '&', '=', '?', ' ', '{', '}', '\0', '\u001e', '\u0085', 'é', '\ud800', '\udc00'];

    private static readonly string[] Fragments = ["a", "A", "b", "c", "%61", "1", "=", "=", "&", "&", "?", "+", "%", "%2", "%20", "%2B", "%26", "%C3%BC", "%C3", "%F0%9F%98%80", "%ED%A0%80", "%00", "%zz", ";", "#", "ü", "\ud800", "\U0001F600"];

    private static readonly Gen<string> Value = Gen.Frequency(
        (8, Gen.Elements(Hostile).ArrayOf().Select(characters => new string(characters[..Math.Min(characters.Length, 3)]))),
        (1, Gen.Choose(99, 102).Select(length => new string('a', length))),
        (1, Gen.Elements("", "1")));

    private static readonly Gen<string[]> Values = Gen.Choose(0, 3).SelectMany(count => Value.ArrayOf(count));

    private static readonly Gen<Request> Requests =
        from partition in Gen.Elements("", "", "t", "u")
        from id in Value
        from a in Values
        from b in Values
        from c in Values
        select new Request(id.Length == 0 ? "" : partition, id, a, b, c);

    [Fact]
    public void TryWrite_DifferentRequests_HaveDifferentKeys() =>
        Prop.ForAll(Requests.ArrayOf(50).ToArbitrary(), requests =>
        {
            var byKey = new Dictionary<string, string>();
            var byMeaning = new Dictionary<string, string>();
            foreach (var request in requests)
            {
                var key = Template.Key(Get(request.Query), request.PartitionId);
                Assert.Equal(request.Meaning, byKey.TryAdd(key, request.Meaning) ? request.Meaning : byKey[key]);
                Assert.Equal(key, byMeaning.TryAdd(request.Meaning, key) ? key : byMeaning[request.Meaning]);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void TryWrite_ShortValues_AllCombinations_HaveDifferentKeys()
    {
        string[] values = ["", "*", "@", ":", "%", "a", "**", "@a", "%2A", "%#", "a*", "*a", "a:a", ":@a"];
        var keys = new Dictionary<string, string>();
        foreach (var a in values)
        {
            foreach (var b in values)
            {
                foreach (var c in values)
                {
                    foreach (var partition in new[] { "", "t", "u" })
                    {
                        var request = new Request(partition, "@a", [a, b], [], [c]);
                        Assert.True(keys.TryAdd(Template.Key(Get(request.Query), request.PartitionId), request.Meaning));
                    }
                }
            }
        }
    }

    [Fact]
    public void TryWrite_AnyQueryString_IsReadAsTheFrameworkReadsIt() =>
        Prop.ForAll(Gen.Elements(Fragments).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            var parsed = Get("?" + text);
            _ = parsed.Request.Query;

            var expected = Template.TryKey(parsed, out var fromFramework);
            var actual = Template.TryKey(Get("?" + text), out var fromText);

            Assert.Equal((expected, fromFramework), (actual, fromText));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void TryWrite_TenThousandValues_HaveAsManyBoundedKeys()
    {
        var keys = new HashSet<string>();
        for (var i = 0; i < 10_000; i++)
        {
            keys.Add(Template.Key(Get($"?a={i}&c={new string('%', i % 300)}")));
        }

        Assert.Equal(10_000, keys.Count);
        Assert.All(keys, key => Assert.InRange(key.Length, 1, 1200));
    }

    [Fact]
    public void TryWrite_HugeValues_AreBoundedAndToldApart()
    {
        string[] units = ["x", "%41", "\u0001", "%1E", "é", "%C3%A9", "\U0001F600", "\ud800", "%ED%A0%80", "+", "%2B"];

        var keys = units
            .Select(unit => string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length)))
            .SelectMany(value => new[] { $"?a={value}", $"?a={value}x", $"?a={value}&a={value}", $"?b={value}", $"?c={value}" })
            .Select(query => Template.Key(Get(query)))
            .ToList();

        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.All(keys, key => Assert.InRange(key.Length, 1, 1200));
    }

    [Fact]
    public void TryWrite_HugeNames_AreIgnored()
    {
        var name = string.Concat(Enumerable.Repeat("%61", 40_000));

        Assert.Equal("tasker:analytics:performance:*:1:x", Template.Key(Get($"?{name}=1&=&={name}&c=x")));
    }

    private sealed record Request(string Partition, string Id, string[] A, string[] B, string[] C)
    {
        public PartitionId PartitionId => Partition switch
        {
            "t" => PartitionId.ForTenant(Id),
            "u" => PartitionId.ForUser(Id),
            _ => PartitionId.None,
        };

        public string Query => "?" + string.Join('&', Pairs("a", A).Concat(Pairs("c", C)).Concat(Pairs("b", B)));

        // Lengths in front: unambiguous without any escaping.
        public string Meaning => string.Concat(new[] { Partition, Partition == "" ? "" : Id }.Concat(Mean(A, null)).Concat(Mean(B, "1")).Concat(Mean(C, null)).Select(part => $"{part.Length}.{part}"));

        private static IEnumerable<string> Mean(string[] values, string? defaultValue)
        {
            string[] meant = values.Length == 0 && defaultValue is not null ? [defaultValue] : values;
            return meant.Prepend(meant.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        private static IEnumerable<string> Pairs(string name, string[] values) => values.Select(value => name + "=" + Encode(value));

        private static string Encode(string value) => value
            .Replace("%", "%25", StringComparison.Ordinal)
            .Replace("&", "%26", StringComparison.Ordinal)
            .Replace("+", "%2B", StringComparison.Ordinal);
    }
}

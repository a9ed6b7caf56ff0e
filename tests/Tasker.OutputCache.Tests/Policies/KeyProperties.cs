using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Objects;
using Tasker.Caching.Objects.Distributed;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.FrameworkStore;
using Tasker.OutputCache.Keys;
using Xunit;
using static Tasker.OutputCache.Tests.Policies.PolicyRequests;

namespace Tasker.OutputCache.Tests.Policies;

/// <summary>Every key that is built, of all kinds together: two things that differ never have one key, and one thing has one.</summary>
public class KeyProperties
{
    // Each may end, begin or contain another, with a separator between them.
    private static readonly string[] Prefixes = ["tasker", "tasker:user", "tasker:templates", "a", "a:a", "a:a:a", "distributed", "a.b", "a%", "a%3Aa"];
    private static readonly string[] Salts = ["", "", "a", "user", "%o"];
    private static readonly string[] Resources = ["user", "users", "user-object", "user-objects", "user-objectss", "object", "objects", "s", "ss", "template", "templates", "templatess", "plain", "plains", "distributed", "a"];
    private static readonly string[] Names = ["user", "users", "object", "plain", "template", "a", "7", "o", "p", "r"];
    private static readonly string[] Texts = ["", "a", "user", "7", "%o", "%r", "%p", "%-", "%", "*", "**", "@a", "@@a", ":", "a:a", "::", "/", "%/a", "%+a", "{a}", "}", "%3A", "%2A", "%#", "\0", "\ud800", "template", "payments:charge"];
    private static readonly string[] Hosts = ["", "", "a", "a:80", "%/a"];

    private static readonly Gen<string> Value = Gen.Frequency(
        (12, Gen.Elements(Texts)),
        (1, Gen.Elements(new string('x', 100), new string('x', 101), new string('%', 100), new string(':', 200))));

    private static readonly Gen<string[]?[]> Values =
        from count in Gen.Choose(0, 3)
        from values in Gen.Frequency<string[]?>((1, Gen.Constant<string[]?>(null)), (4, Gen.Choose(1, 3).SelectMany(count => Value.ArrayOf(count)).Select(static values => (string[]?)values))).ArrayOf(count)
        select values;

    private static readonly Gen<Subject> Subjects =
        from kind in Gen.Elements("response", "response", "object", "object", "distributed", "plain")
        from prefix in Gen.Elements(Prefixes)
        from salt in Gen.Elements(Salts)
        from resource in Gen.Elements(Resources)
        from name in Gen.Elements(Names)
        from host in Gen.Elements(Hosts)
        from partition in Gen.Elements("", "", "t", "u")
        from id in Value
        from values in Values
        from keys in Value.ArrayOf()
        select new Subject(kind, prefix, salt, resource, name, host, id.Length == 0 ? "" : partition, id, values, string.Join(':', keys.Take(3)));

    [Fact]
    public void Write_ThingsThatDiffer_HaveDifferentKeys()
    {
        var byKey = new Dictionary<string, string>();
        var byMeaning = new Dictionary<string, string>();
        Prop.ForAll(Subjects.ToArbitrary(), subject =>
        {
            var key = subject.Key();
            Assert.Equal(subject.Meaning, byKey.TryAdd(key, subject.Meaning) ? subject.Meaning : byKey[key]);
            Assert.Equal(key, byMeaning.TryAdd(subject.Meaning, key) ? key : byMeaning[subject.Meaning]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30_000));

        // Many are met twice, or nothing was compared.
        Assert.InRange(byKey.Count, 5_000, 29_800);
    }

    [Fact]
    public void Write_EveryPairOfResourcesAndNames_HasAKeyOfItsOwn()
    {
        var byKey = new Dictionary<string, string>();
        foreach (var prefix in Prefixes)
        {
            foreach (var resource in Resources)
            {
                foreach (var text in Names.Concat(Texts))
                {
                    foreach (var subject in new[] { "object", "distributed", "plain" }.Select(kind => new Subject(kind, prefix, "", resource, "", "", "", "", [], text)))
                    {
                        AssertOwn(subject);
                    }

                    foreach (var name in Names)
                    {
                        AssertOwn(new Subject("response", prefix, "", resource, name, "", "", "", [[text]], ""));
                    }
                }
            }
        }

        void AssertOwn(Subject subject) => Assert.Equal(subject.Meaning, byKey.TryAdd(subject.Key(), subject.Meaning) ? subject.Meaning : byKey[subject.Key()]);
    }

    [Fact]
    public void Write_DocumentedKeys_ReadAsTheDocumentationSays()
    {
        Assert.Equal("tasker:template:payments:charge:1.2.0", new Subject("object", "tasker", "", "templates", "", "", "", "", [], "payments:charge:1.2.0").Key());
        Assert.Equal("tasker:analytics:performance:24", new Subject("response", "tasker", "", "analytics", "performance", "", "", "", [["24"]], "").Key());
        Assert.Equal("tasker:analytics:bottlenecks:10:5", new Subject("response", "tasker", "", "analytics", "bottlenecks", "", "", "", [["10"], ["5"], null], "").Key());
        Assert.Equal("tasker:template:%r:payments:charge", new Subject("response", "tasker", "", "template", "payments", "", "", "", [["charge"]], "").Key());
    }

    private sealed record Subject(string Kind, string Prefix, string Salt, string Resource, string Name, string Host, string Partition, string Id, string[]?[] Values, string Text)
    {
        // Lengths in front: unambiguous without any escaping.
        public string Meaning => string.Concat((Kind switch
        {
            "object" => [Kind, Prefix, Salt, Resource, Text],
            "distributed" => [Kind, Prefix, Text],
            "plain" => [Kind, Prefix, Text],
            _ => new[] { Kind, Prefix, Salt, Resource, Name, Host, Partition, Partition == "" ? "" : Id }.Concat(MeantValues()),
        }).Select(static part => $"{part.Length}.{part}"));

        public string Key() => Kind switch
        {
            "object" => new ObjectNames(SettingsOf(Resource), Salt).KeyOf(Text),
            "distributed" => TaskerDistributedCache.NameOf(Prefix, Text),
            "plain" => FrameworkOperation.KeyOf(SettingsOf(Resource), Text),
            _ => ResponseKey(),
        };

        private ResourceSettings SettingsOf(string resource) => new ResourceSettingsResolver(new TaskerCachingOptions { KeyPrefix = Prefix }).Get(resource);

        private string ResponseKey()
        {
            var parameters = CacheParameterSet.Create(Values.Select(static (_, i) => Header(i)), out var errors);
            Assert.Empty(errors);
            var context = Get();
            context.Request.Host = Host.Length == 0 ? default : new HostString(Host);
            for (var i = 0; i < Values.Length; i++)
            {
                if (Values[i] is { } values)
                {
                    context.Request.Headers[$"h{i}"] = values;
                }
            }

            var partition = Partition switch { "t" => PartitionId.ForTenant(Id), "u" => PartitionId.ForUser(Id), _ => PartitionId.None };
            return new KeyTemplate(Resource, Name, parameters, new KeyTemplateOptions { Prefix = Prefix, Salt = Salt, VaryByHost = Host.Length > 0 }).Key(context, partition);
        }

        private static CacheParameter Header(int number)
        {
            Assert.True(CacheParameter.TryParse($"header:h{number}", out var parameter, out var error), error);
            return parameter;
        }

        // Nothing is said of parameters at the end that are absent: one endpoint has always the same ones.
        private IEnumerable<string> MeantValues()
        {
            var last = Array.FindLastIndex(Values, static values => values is not null);
            return Values.Take(last + 1).SelectMany(static values => (values ?? []).Prepend(values is null ? "-" : $"{values.Length}"));
        }
    }
}

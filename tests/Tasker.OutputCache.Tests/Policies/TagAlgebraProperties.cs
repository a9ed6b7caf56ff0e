using FsCheck;
using FsCheck.Fluent;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys;
using Xunit;
using static Tasker.OutputCache.Tests.Policies.PolicyRequests;

namespace Tasker.OutputCache.Tests.Policies;

/// <summary>Entries and evictions against sets of rows: an eviction takes exactly the entries that contain one of the rows that changed.</summary>
public class TagAlgebraProperties
{
    // What a row has in a column; it may have nothing there.
    private static readonly string[] Universe = ["", "x", "y,a=x", "*"];

    private static readonly string[] Columns = ["a", "b", "c", "d"];

    private static readonly Gen<string[]> SomeValues = Gen.Choose(0, 3).SelectMany(count => Gen.Elements(Universe).ArrayOf(count));

    private static readonly Gen<Whose> Someone =
        from kind in Gen.Choose(0, 2)
        from id in Gen.Choose(1, 2)
        select new Whose(kind, id);

    private static readonly Gen<Case> Cases =
        from dimensions in Gen.Choose(0, 4)
        from partitions in Gen.Elements(0, 0, 1, 2, 3)
        from declared in Gen.Choose(0, 15)
        from filters in SomeValues.ArrayOf(4)
        from named in Gen.Choose(0, 15)
        from changes in SomeValues.ArrayOf(4)
        from owner in Someone
        from author in Someone
        select new Case(Math.Min(dimensions, partitions == 3 ? 3 : 4), partitions, declared, filters, named, changes, owner, author);

    [Fact]
    public void Expand_AnyEviction_TakesExactlyTheEntriesWithARowThatChanged()
    {
        var hits = 0;
        var misses = 0;
        var widened = 0;
        Prop.ForAll(Cases.ToArbitrary(), test =>
        {
            var tags = test.MakeTags();
            var isHit = Taken(test.MakeEviction(), test.Dimensions).Exists(tag => tags.Contains(tag, StringComparer.Ordinal));
            var mustHit = test.Rows().Any(row => test.Contains(row) && test.Changes(row));

            Assert.InRange(tags.Length, 1, TagTemplate.MaximumTags);
            Assert.Equal(tags.Length, tags.Distinct().Count());
            if (mustHit || !test.IsWidened(tags))
            {
                Assert.Equal(mustHit, isHit);
            }

            hits += mustHit ? 1 : 0;
            misses += mustHit ? 0 : 1;
            widened += test.IsWidened(tags) ? 1 : 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(4_000));

        // Otherwise the property above says little.
        Assert.InRange(hits, 400, int.MaxValue);
        Assert.InRange(misses, 400, int.MaxValue);
        Assert.InRange(widened, 10, int.MaxValue);
    }

    /// <summary>A tenant (1), a user (2) or neither.</summary>
    private sealed record Whose(int Kind, int Id);

    private sealed record Row(string[] Values, int Tenant, int User);

    private sealed record Case(int Count, int Partitions, int Declared, string[][] Filters, int Named, string[][] Changed, Whose Owner, Whose Author)
    {
        private string[] Names => Columns[..Count];

        private bool ByTenant => (Partitions & 1) != 0 && Owner.Kind == 1;

        private bool ByUser => (Partitions & 2) != 0 && Owner.Kind == 2;

        public ResourceDimensions Dimensions => PolicyRequests.Dimensions(
        [
            .. Names,
            .. (Partitions & 1) != 0 ? [PartitionDimension.Tenant] : Array.Empty<string>(),
            .. (Partitions & 2) != 0 ? [PartitionDimension.User] : Array.Empty<string>(),
        ]);

        public string[] MakeTags()
        {
            var parameters = Parameters([.. Names.Where((_, i) => IsDeclared(i))]);
            var query = "?" + string.Join('&', Names.SelectMany((name, i) => Filters[i].Select(value => $"{name}={Uri.EscapeDataString(value)}")));
            var partition = ByTenant ? PartitionId.ForTenant($"{Owner.Id}") : ByUser ? PartitionId.ForUser($"{Owner.Id}") : PartitionId.None;
            return [.. new TagTemplate("performance", Dimensions, parameters, ["fixed"]).MakeTags(Get(query), partition, "key").Names];
        }

        public CacheTag MakeEviction()
        {
            var tag = CacheTag.For("analytics");
            for (var i = 0; i < Count; i++)
            {
                tag = IsNamed(i) ? tag.WithAnyOf(Columns[i], Changed[i]) : tag;
            }

            return Author.Kind switch
            {
                1 => tag.ForTenant($"{Author.Id}"),
                2 => tag.ForUser($"{Author.Id}"),
                _ => tag,
            };
        }

        public IEnumerable<Row> Rows()
        {
            var combinations = (int)Math.Pow(Universe.Length, Count);
            for (var i = 0; i < combinations * 4; i++)
            {
                var digits = i / 4;
                yield return new Row([.. Names.Select((_, column) => Universe[digits / (int)Math.Pow(Universe.Length, column) % Universe.Length])], 1 + (i & 1), 1 + (i >> 1 & 1));
            }
        }

        // What the handler put into the response. No filter, or an empty one, filters nothing.
        public bool Contains(Row row) =>
            row.Values.Select((value, i) => !IsDeclared(i) || Filters[i].Length == 0 || Filters[i].Contains("") || Filters[i].Contains(value)).All(isIn => isIn)
            && (!ByTenant || row.Tenant == Owner.Id)
            && (!ByUser || row.User == Owner.Id);

        // No value given: those without one.
        public bool Changes(Row row) =>
            row.Values.Select((value, i) => !IsNamed(i) || (Changed[i].Length == 0 ? value == "" : Changed[i].Contains(value))).All(isIn => isIn)
            && (Author.Kind != 1 || row.Tenant == Author.Id)
            && (Author.Kind != 2 || row.User == Author.Id);

        public bool IsWidened(string[] tags) =>
            Names.Where((name, i) => IsDeclared(i) && Filters[i].Length > 0 && !Filters[i].Contains("") && tags.Contains($"analytics|{name}=*")).Any();

        private bool IsDeclared(int column) => (Declared & (1 << column)) != 0;

        private bool IsNamed(int column) => (Named & (1 << column)) != 0;
    }
}

using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

/// <summary>Writer, reader and evictor of an entry know different dimensions: every combination of them, against the rows that the entry contains.</summary>
public class DimensionsApartTests
{
    private const string Resource = "analytics";
    private static readonly string[] Dimensions = ["a", "b", "c"];
    private static readonly string[] Values = ["x", "y"];

    // Which of the dimensions somebody knows, as bits.
    private static readonly int[] Sets = [.. Enumerable.Range(0, 1 << Dimensions.Length)];

    private static readonly Rule Shipped = new(
        static (logged, reader, writer, taken) => Know(reader).AddTaken(logged, taken),
        static (tags, reader) => CoarseTags.Complete(tags, Know(reader)));

    /// <summary>Mutant: the reader expands by its own dimensions, and judges what others wrote as if it had been made of them.</summary>
    private static readonly Rule ByReaderAlone = Shipped with { Complete = static (tags, reader) => tags.Names };

    /// <summary>Mutant: the eviction is expanded by all the dimensions that there are.</summary>
    private static readonly Rule ByUnion = ByReaderAlone with
    {
        Take = static (logged, reader, writer, taken) => Know(reader | writer).AddTaken(logged, taken),
    };

    /// <summary>Mutant: the tags of the log are compared with those of entries as they are, as the version before did.</summary>
    private static readonly Rule Literally = ByReaderAlone with { Take = static (logged, reader, writer, taken) => taken.Add(logged) };

    [Fact]
    public void Judge_EveryWriterReaderAndEvictor_NoneIsMissed()
    {
        var (cases, missed, spared) = Run(Shipped, byVersionBefore: false);

        Assert.Equal(0, missed);
        Assert.InRange(cases, 10_000, int.MaxValue);
        Assert.InRange(spared, 500, int.MaxValue);
    }

    [Fact]
    public void Judge_EvictorOfTheVersionBefore_NoneIsMissed() => Assert.Equal(0, Run(Shipped, byVersionBefore: true).Missed);

    [Fact]
    public void Mutant_ByReaderAlone_Misses() => Assert.NotEqual(0, Run(ByReaderAlone, byVersionBefore: false).Missed);

    [Fact]
    public void Mutant_ByUnion_Misses() => Assert.NotEqual(0, Run(ByUnion, byVersionBefore: false).Missed);

    [Fact]
    public void Mutant_Literally_Misses() => Assert.NotEqual(0, Run(Literally, byVersionBefore: false).Missed);

    [Fact]
    public void Judge_EqualDimensions_TakesNoneTooMany()
    {
        foreach (var set in Sets)
        {
            foreach (var filter in Filters(set))
            {
                foreach (var (named, changed) in Evictions(set))
                {
                    Assert.Equal(Contains(filter, named, changed), IsTaken(Shipped, set, set, filter, Log(named, changed, set, byVersionBefore: false)));
                }
            }
        }
    }

    private static (int Cases, int Missed, int Spared) Run(Rule rule, bool byVersionBefore)
    {
        var (cases, missed, spared) = (0, 0, 0);
        foreach (var evictor in Sets)
        {
            // A process that has the resource refuses the others; a worker, which knows none, may name any.
            foreach (var (named, changed) in Evictions(evictor == 0 ? Sets[^1] : evictor))
            {
                var logged = Log(named, changed, evictor == 0 ? null : evictor, byVersionBefore);
                foreach (var writer in Sets)
                {
                    foreach (var filter in Filters(writer))
                    {
                        foreach (var reader in Sets)
                        {
                            var isTaken = IsTaken(rule, writer, reader, filter, logged);
                            cases++;
                            missed += !isTaken && Contains(filter, named, changed) ? 1 : 0;
                            spared += isTaken ? 0 : 1;
                        }
                    }
                }
            }
        }

        return (cases, missed, spared);
    }

    private static bool IsTaken(Rule rule, int writer, int reader, string?[] filter, List<string> logged)
    {
        var carried = new EntryTagsBuilder();
        Know(writer).AddCarried(Tag(filter), carried);
        var judged = rule.Complete(carried.Build(), reader);
        var taken = new List<string>();
        logged.ForEach(tag => rule.Take(tag, reader, writer, taken));
        return taken.Exists(tag => judged.Contains(tag, StringComparer.Ordinal));
    }

    // The evictor of the version before appends its expansion only.
    private static List<string> Log(int named, string[] changed, int? evictor, bool byVersionBefore)
    {
        var tag = CacheTag.For(Resource);
        for (var i = 0; i < Dimensions.Length; i++)
        {
            tag = (named & (1 << i)) != 0 ? tag.With(Dimensions[i], changed[i]) : tag;
        }

        var logged = new List<string>();
        Assert.True((evictor is { } set ? Know(set) : new ResourceTags()).TryExpand(tag, logged, out var error), error);
        return byVersionBefore ? [.. logged.Skip(tag.Dimensions.Length > 0 ? 1 : 0)] : [.. logged.Take(1)];
    }

    private static CacheTag Tag(string?[] filter)
    {
        var tag = CacheTag.For(Resource);
        for (var i = 0; i < Dimensions.Length; i++)
        {
            tag = filter[i] is { } value ? tag.With(Dimensions[i], value) : tag;
        }

        return tag;
    }

    private static readonly Dictionary<int, ResourceTags> Known = Sets.ToDictionary(static set => set, static set =>
    {
        var tags = new ResourceTags();
        Assert.True(tags.Get(Resource).TryAdd(Dimensions.Where((_, i) => (set & (1 << i)) != 0), "a test", out _));
        return tags;
    });

    private static ResourceTags Know(int set) => Known[set];

    // What the writer's endpoint was asked for: a value or nothing for each dimension that it has.
    private static IEnumerable<string?[]> Filters(int set) =>
        Combine(set, [null, Values[0]]).Select(static filter => filter);

    private static IEnumerable<(int Named, string[] Changed)> Evictions(int set) =>
        Sets.Where(named => (named & ~set) == 0).SelectMany(named => Combine(named, Values).Select(changed => (named, changed.Select(static value => value ?? string.Empty).ToArray())));

    private static IEnumerable<string?[]> Combine(int set, string?[] choices)
    {
        IEnumerable<string?[]> all = [new string?[Dimensions.Length]];
        for (var i = 0; i < Dimensions.Length; i++)
        {
            var dimension = i;
            if ((set & (1 << i)) != 0)
            {
                all = [.. all.SelectMany(start => choices.Select(choice =>
                {
                    string?[] next = [.. start];
                    next[dimension] = choice;
                    return next;
                }))];
            }
        }

        return all;
    }

    // Whether some row that may have changed may be among those that the entry contains.
    private static bool Contains(string?[] filter, int named, string[] changed) =>
        Dimensions.Select((_, i) => filter[i] is null || (named & (1 << i)) == 0 || filter[i] == changed[i]).All(static isIn => isIn);

    private sealed record Rule(Action<string, int, int, List<string>> Take, Func<EntryTags, int, IReadOnlyList<string>> Complete);
}

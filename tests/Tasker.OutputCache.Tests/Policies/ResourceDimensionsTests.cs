using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public class ResourceDimensionsTests
{
    private readonly ResourceDimensions _dimensions = new("Analytics");

    [Fact]
    public void TryAdd_SeveralEndpoints_IsTheirUnionInOrder()
    {
        Assert.True(_dimensions.TryAdd(["status", "Namespace"], "GET /a", out _));
        Assert.True(_dimensions.TryAdd(["namespace", PartitionDimension.Tenant], "GET /b", out _));

        Assert.Equal(["@tenant", "namespace", "status"], _dimensions.Names.ToArray());
        Assert.Equal("analytics", _dimensions.Resource);
        Assert.Equal("namespace, status", _dimensions.Describe());
    }

    [Fact]
    public void TryAdd_TooMany_AddsNoneAndSaysWho()
    {
        Assert.True(_dimensions.TryAdd(["a", "b", "c"], "GET /a", out _));

        Assert.False(_dimensions.TryAdd(["d", "e"], "GET /b", out var error));

        Assert.Equal(["a", "b", "c"], _dimensions.Names.ToArray());
        Assert.Equal("GET /b gives the resource 'analytics' too many dimensions: a, b, c, d, e; at most 4 are possible. Give one of them a default, or use another resource.", error);
    }

    [Fact]
    public void TryAdd_PartitionOnTopOfFour_IsGood_ButNotBoth()
    {
        Assert.True(_dimensions.TryAdd(["a", "b", "c", "d", PartitionDimension.Tenant], "GET /a", out _));

        Assert.False(_dimensions.TryAdd([PartitionDimension.User], "GET /b", out var error));
        Assert.StartsWith("GET /b partitions the resource 'analytics'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(int), "07", "7")]
    [InlineData(typeof(int), "7.0", "7")]
    [InlineData(typeof(int), "170141183460469231731687303715884105728", "170141183460469231731687303715884105728")]
    [InlineData(typeof(int), "x", "x")]
    [InlineData(typeof(bool), "TRUE", "true")]
    [InlineData(typeof(DayOfWeek), "1", "Monday")]
    [InlineData(typeof(DayOfWeek), "monday", "Monday")]
    [InlineData(typeof(DateOnly), "2026-11-30T00:00:00", "2026-11-30")]
    [InlineData(typeof(DateTimeOffset), "2026-11-30T10:00:00", "2026-11-30T10:00:00")]
    public void Canonicalize_OfAType_IsItsForm(Type type, string value, string expected)
    {
        Assert.Empty(Note(type));

        Assert.Equal(expected, _dimensions.Canonicalize("v", value));
        Assert.Equal(value, _dimensions.Canonicalize("other", value));
    }

    [Theory]
    [InlineData(typeof(int), "07", "7")]
    [InlineData(typeof(int), "7.0", null)]
    [InlineData(typeof(int), "3000000000", null)]
    [InlineData(typeof(int), "0x7", null)]
    [InlineData(typeof(int), " ", null)]
    [InlineData(typeof(decimal), "1e3", null)]
    [InlineData(typeof(DayOfWeek), "9", null)]
    [InlineData(typeof(DateTime), "10:00", null)]
    [InlineData(typeof(DateTimeOffset), "2026-11-30T10:00:00", null)]
    [InlineData(typeof(Guid), "7", null)]
    public void TryCanonicalize_WhatBindersMayReadOtherwise_IsAny(Type type, string value, string? expected)
    {
        Assert.Empty(Note(type));

        Assert.Equal(expected, _dimensions.TryCanonicalize("v", ValueForms.Of(type), value));
    }

    [Fact]
    public void NoteForms_Kinds_AgreeOrCountAsAny()
    {
        Assert.Empty(Note(typeof(int)));
        Assert.Empty(Note(typeof(string)));
        Assert.Empty(Note(typeof(decimal?)));
        Assert.Equal("v:number", _dimensions.Set.Text);
        Assert.Equal("7", _dimensions.TryCanonicalize("v", null, "07"));

        Assert.Contains("as another type", Assert.Single(Note(typeof(Guid))), StringComparison.Ordinal);

        Assert.Equal("v:any", _dimensions.Set.Text);
        Assert.Null(_dimensions.TryCanonicalize("v", ValueForms.Of(typeof(int)), "7"));
        Assert.Null(_dimensions.TryCanonicalize("v", null, "7"));
        Assert.Equal("07", _dimensions.Canonicalize("v", "07"));
    }

    [Fact]
    public void NoteForms_AfterFix_CountsAsAnyForThatEndpointOnly()
    {
        Assert.Empty(Note(typeof(int)));
        _dimensions.Fix();

        Assert.Single(Note(typeof(bool)));

        Assert.Null(_dimensions.TryCanonicalize("v", ValueForms.Of(typeof(bool)), "true"));
        Assert.Equal("7", _dimensions.TryCanonicalize("v", ValueForms.Of(typeof(int)), "07"));
        Assert.Equal("7", _dimensions.Canonicalize("v", "07"));
    }

    [Fact]
    public void NoteForms_FirstTypeAfterFix_CountsAsAny()
    {
        Assert.True(_dimensions.TryAdd(["v"], "GET /a", out _));
        _dimensions.Fix();

        Assert.Single(Note(typeof(int)));

        Assert.Null(_dimensions.TryCanonicalize("v", ValueForms.Of(typeof(int)), "07"));
        Assert.Equal("07", _dimensions.TryCanonicalize("v", null, "07"));
    }

    [Theory]
    [InlineData("r|v=07", true, false)]
    [InlineData("r|v=8", false, true)]
    [InlineData("r|w=7", true, true)]
    [InlineData("r", true, true)]
    [InlineData("other|v=7", false, false)]
    public void Fix_AfterTheLogWasReadWithoutDimensions_TakesWhatTheEvictionMeans(string tag, bool takesSeven, bool takesEight)
    {
        var tags = new ResourceTags();
        var view = new EvictionView(slots: 1 << 16, tags);
        view.CompleteCatchUp("g", marker: 1, head: 1);
        view.ApplyPage([new EvictedTag(tag, 2)]);
        view.CompleteCatchUp("g", marker: 1, head: 2);

        Declare(tags);
        tags.Fix();

        Assert.Equal("g", view.Now.Generation);
        Assert.Equal(2, view.Now.Horizon);
        Assert.Equal(takesSeven, JudgeFar(view, "7") == Verdict.Void);
        Assert.Equal(takesEight, JudgeFar(view, "8") == Verdict.Void);
    }

    [Fact]
    public void Fix_WhileTheLogIsRead_LosesNothingOfIt()
    {
        var tags = new ResourceTags();
        var view = new EvictionView(slots: 1 << 16, tags);
        view.CompleteCatchUp("g", marker: 1, head: 1);
        view.ApplyPage([new EvictedTag("r|v=07", 2)]);
        view.CompleteCatchUp("g", marker: 1, head: 2);

        // A reading from there on is under way, and its first page is there.
        view.ApplyPage([new EvictedTag("r|v=08", 3)]);
        Declare(tags);
        tags.Fix();
        view.ApplyPage([new EvictedTag("r|v=09", 4)]);
        view.CompleteCatchUp("g", marker: 1, head: 4);

        Assert.All(["7", "8", "9"], value => Assert.Equal(Verdict.Void, JudgeFar(view, value)));
        Assert.Equal(Verdict.Valid, JudgeFar(view, "10"));
    }

    [Fact]
    public async Task Fix_WhileSomebodyComparesTheGeneration_LosesNothing()
    {
        var tags = new ResourceTags();
        var view = new EvictionView(slots: 1 << 20, tags);
        view.CompleteCatchUp("g", marker: 1, head: 1);
        view.ApplyPage([new EvictedTag("r|v=07", 2)]);
        view.CompleteCatchUp("g", marker: 1, head: 2);
        Declare(tags);
        using var stop = new CancellationTokenSource();
        using var begun = new ManualResetEventSlim();
        var reading = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    Assert.Null(view.BeginGenerationUnless("g"));
                    begun.Set();
                }
            },
            TestContext.Current.CancellationToken);
        begun.Wait(TestContext.Current.CancellationToken);

        tags.Fix();
        await stop.CancelAsync();
        await reading;

        Assert.Equal(Verdict.Void, JudgeFar(view, "7"));
    }

    [Fact]
    public void Fix_WhileAnEvictionIsHeld_HoldsWhatItMeans()
    {
        var tags = new ResourceTags();
        var view = new EvictionView(slots: 1 << 16, tags);
        view.CompleteCatchUp("g", marker: 1, head: 1);
        view.ApplyPage([new EvictedTag("r|v=1", 2)]);
        view.ApplyLocally(["r|v=07"], ["r|v=07"]);

        Declare(tags);
        tags.Fix();

        Assert.Equal(Verdict.Void, JudgeFar(view, "7"));
        Assert.Equal(Verdict.Valid, JudgeFar(view, "8"));
        view.Release(["r|v=07"]);
        Assert.Equal(Verdict.Valid, JudgeFar(view, "7"));
    }

    [Fact]
    public void NoteForms_OfTextThatWasEvictedBefore_MakesTheResourceVoidSoFar()
    {
        var tags = new ResourceTags();
        var view = new EvictionView(slots: 1 << 16, tags);
        Assert.True(tags.Get("r").TryAdd(["v"], "GET /a", out _));
        view.EndStart();
        view.CompleteCatchUp("g", marker: 1, head: 1);
        view.ApplyPage([new EvictedTag("r|v=07", 5)]);
        view.CompleteCatchUp("g", marker: 1, head: 5);

        Declare(tags);

        Assert.Equal(Verdict.Void, JudgeFar(view, "7"));
        Assert.Equal(Verdict.Valid, JudgeFar(view, "7", horizon: 5));
    }

    private static Verdict JudgeFar(EvictionView view, string value, long horizon = 1) => view.JudgeFar("g", horizon, TagSlots.Of(view, ["r", $"r|v={value}"]));

    private static void Declare(ResourceTags tags)
    {
        Assert.True(tags.Get("r").TryAdd(["v"], "GET /a", out _));
        tags.Get("r").NoteForms([new DimensionForm("v", "v", ValueForms.Of(typeof(int))!)]);
    }

    private IReadOnlyList<string> Note(Type type)
    {
        _ = _dimensions.TryAdd(["v"], "GET /a", out _);
        return _dimensions.NoteForms(ValueForms.Of(type) is { } form ? [new DimensionForm("v", "v", form)] : []);
    }

    [Fact]
    public void Gain_OfAResourceThatNothingDeclares_TakesAsManyAsThereIsRoomFor()
    {
        _dimensions.Gain(["e", "d", "c", "b", "a"]);

        Assert.Equal(["b", "c", "d", "e"], _dimensions.Names.ToArray());
        Assert.False(_dimensions.IsDeclared);
    }

    [Fact]
    public void Gain_OfADeclaredResource_IsNone()
    {
        Assert.True(_dimensions.TryAdd([], "GET /a", out _));

        _dimensions.Gain(["a"]);

        Assert.True(_dimensions.IsDeclared);
        Assert.Empty(_dimensions.Names.ToArray());
    }

    [Fact]
    public async Task TryAdd_FromManyThreads_LosesNothing()
    {
        string[] names = ["a", "b", "c", "d"];
        using var start = new Barrier(names.Length);

        await Task.WhenAll(names.Select(name => Task.Run(() =>
        {
            start.SignalAndWait(TestContext.Current.CancellationToken);
            Assert.True(_dimensions.TryAdd([name], name, out _));
        })));

        Assert.Equal(names, _dimensions.Names.ToArray());
    }
}

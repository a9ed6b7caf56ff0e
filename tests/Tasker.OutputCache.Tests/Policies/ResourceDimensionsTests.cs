using Tasker.OutputCache.Policies;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public class ResourceDimensionsTests
{
    private readonly ResourceDimensions _dimensions = new("Analytics");

    [Fact]
    public void TryAdd_SeveralEndpoints_IsTheirUnionInOrder()
    {
        Assert.True(_dimensions.TryAdd(["status", "Namespace"], "GET /a", out _));
        Assert.True(_dimensions.TryAdd(["namespace", PartitionId.TenantDimension], "GET /b", out _));

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
        Assert.True(_dimensions.TryAdd(["a", "b", "c", "d", PartitionId.TenantDimension], "GET /a", out _));

        Assert.False(_dimensions.TryAdd([PartitionId.UserDimension], "GET /b", out var error));
        Assert.StartsWith("GET /b partitions the resource 'analytics'", error, StringComparison.Ordinal);
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

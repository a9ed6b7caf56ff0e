using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Benchmarks.Inputs;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Inputs;
using Tasker.OutputCache.Inputs.Observed;
using Xunit;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>What observation costs a computation. Counted on this thread only: a computation ends where it began, and other tests allocate beside it.</summary>
public sealed class ObservationCostTests
{
    private const int Runs = 500;
    private const int MostBytes = 1024;

    private static readonly string[] Names = ["a", "b", "c", "d", "e"];
    private static readonly string[] Headers = ["X-A", "X-B", "X-C", "X-D", "X-E"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Miss_TenInputsOfTheKey_AllocatesLessThanAKilobyteMore(bool isFastLane)
    {
        await using var plain = await TenInputsHost.StartAsync(isFastLane, isObserved: false);
        await using var observed = await TenInputsHost.StartAsync(isFastLane, isObserved: true);
        plain.Miss(Runs);
        observed.Miss(Runs);

        var without = Count(() => plain.Miss(Runs));
        var with = Count(() => observed.Miss(Runs));

        TestContext.Current.TestOutputHelper?.WriteLine($"{with - without} bytes a computation");
        Assert.InRange(with - without, 1, MostBytes);
        Assert.Equal(plain.Runs, observed.Runs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hit_Observed_AllocatesNothingMore(bool isFastLane)
    {
        await using var plain = await TenInputsHost.StartAsync(isFastLane, isObserved: false);
        await using var observed = await TenInputsHost.StartAsync(isFastLane, isObserved: true);
        plain.Hit(Runs);
        observed.Hit(Runs);

        var without = Count(() => plain.Hit(Runs));
        var with = Count(() => observed.Hit(Runs));

        Assert.Equal(without, with);
        Assert.Equal((1, 1), (plain.Runs, observed.Runs));
    }

    // A request that brings all that can be observed: a connection and a user as well.
    [Fact]
    public void Observe_AllFeatures_AllocatesLessThanAKilobyte()
    {
        var set = CacheParameterSet.Parse([.. Names, .. Headers.Select(static name => $"header:{name}")], out _);
        var endpoint = new Endpoint(null, EndpointMetadataCollection.Empty, null);
        var declaration = new InputDeclaration(set, new EndpointRoute(endpoint, set), BoundInputs.None, [], null, IsHostBound: false);
        var inputs = new EndpointInputs(declaration, new ResourceSettingsResolver(new TaskerCachingOptions()).Get("analytics"), static _ => { });
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString("?a=1&b=2&c=3&d=4&e=5");
        _ = context.Request.Query;
        context.Features.Set<IHttpConnectionFeature>(new HttpConnectionFeature());
        Read(context, null);
        Read(context, inputs);

        var without = Count(() => Read(context, null));
        var with = Count(() => Read(context, inputs));

        TestContext.Current.TestOutputHelper?.WriteLine($"{with - without} bytes a computation");
        Assert.InRange(with - without, 1, MostBytes);
        Assert.Empty(declaration.Registry.All);
    }

    private static void Read(HttpContext context, EndpointInputs? inputs)
    {
        for (var i = 0; i < Runs; i++)
        {
            var observation = inputs is null ? null : InputObservation.Start(context, inputs);
            for (var j = 0; j < Names.Length; j++)
            {
                _ = context.Request.Query[Names[j]];
                _ = context.Request.Headers[Headers[j]];
            }

            observation?.End();
        }
    }

    // The least of some: a collection in between counts what is left of the thread's buffer.
    private static long Count(Action action) =>
        Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return (GC.GetAllocatedBytesForCurrentThread() - before) / Runs;
        });
}

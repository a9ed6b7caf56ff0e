using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Inputs;
using Tasker.OutputCache.Inputs.Inferred;
using Tasker.OutputCache.Inputs.Observed;
using Tasker.OutputCache.Policies;
using Xunit;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>What observation costs a computation.</summary>
public sealed class ObservationCostTests
{
    private const int Runs = 20_000;

    private static readonly string[] Names = ["a", "b", "c", "d", "e"];
    private static readonly string[] Headers = ["X-A", "X-B", "X-C", "X-D", "X-E"];

    [Fact]
    public void Observe_TenInputsOfTheKey_AllocatesLessThanAKilobyte()
    {
        var set = CacheParameterSet.Parse([.. Names, .. Headers.Select(static name => $"header:{name}")], out _);
        var endpoint = new Endpoint(null, EndpointMetadataCollection.Empty, null);
        var declaration = new InputDeclaration(set, new EndpointRoute(endpoint, set), BoundInputs.None, [], null, IsHostBound: false);
        var inputs = new EndpointInputs(declaration, new ResourceSettingsResolver(new TaskerOutputCacheOptions()).Get("analytics"), static _ => { });
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString("?a=1&b=2&c=3&d=4&e=5");
        _ = context.Request.Query;
        context.Features.Set<IHttpConnectionFeature>(new HttpConnectionFeature());
        context.Features.Set<IHttpAuthenticationFeature>(new HttpAuthenticationFeature());
        Measure(context, null);
        Measure(context, inputs);

        var plain = Measure(context, null);
        var observed = Measure(context, inputs);

        TestContext.Current.TestOutputHelper?.WriteLine($"{observed.Bytes - plain.Bytes} bytes, {(observed.Time - plain.Time) / Runs * 1000:0.000} µs a computation");
        Assert.InRange(observed.Bytes - plain.Bytes, 1, 1024);
        Assert.Empty(declaration.Registry.All);
    }

    private static (long Bytes, double Time) Measure(HttpContext context, EndpointInputs? inputs)
    {
        var began = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
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

        return ((GC.GetAllocatedBytesForCurrentThread() - began) / Runs, clock.Elapsed.TotalMilliseconds);
    }
}

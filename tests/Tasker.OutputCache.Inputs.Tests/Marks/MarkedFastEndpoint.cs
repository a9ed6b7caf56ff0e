using FastEndpoints;

namespace Tasker.OutputCache.Inputs.Tests.Marks;

internal sealed class MarkedFastEndpoint : Endpoint<MarkedQuery, string>
{
    public override void Configure()
    {
        Get("/marked/fast");
        AllowAnonymous();
        Options(static endpoint => endpoint.CacheResource("marked-fast"));
    }

    public override Task HandleAsync(MarkedQuery req, CancellationToken ct) => Send.StringAsync(MarkTests.Answer($"{req}", req.Trace), cancellation: ct);
}

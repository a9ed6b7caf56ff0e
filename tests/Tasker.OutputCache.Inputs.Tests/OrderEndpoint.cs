using FastEndpoints;

namespace Tasker.OutputCache.Inputs.Tests;

internal sealed class OrderEndpoint : Endpoint<OrderRequest, string>
{
    private static int _runs;

    public override void Configure()
    {
        Get("/fast/orders/{id}");
        AllowAnonymous();
        Options(static endpoint => endpoint.CacheResource("orders", "fast"));
    }

    public override Task HandleAsync(OrderRequest req, CancellationToken ct) =>
        Send.OkAsync($"{req.Id} {req.Status} {req.Size} {req.Region} #{Interlocked.Increment(ref _runs)}", ct);
}

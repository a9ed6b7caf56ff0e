using FastEndpoints;

namespace Tasker.OutputCache.Inputs.Tests;

internal sealed class ReadingEndpoint : EndpointWithoutRequest<string>
{
    public override void Configure()
    {
        Get("/fast/reading");
        AllowAnonymous();
        Options(static endpoint => endpoint.CacheResource("orders", "reading"));
    }

    public override Task HandleAsync(CancellationToken ct) => Send.OkAsync($"{HttpContext.Request.Headers["X-Shop"]}{Query<string>("q", isRequired: false)}", ct);
}

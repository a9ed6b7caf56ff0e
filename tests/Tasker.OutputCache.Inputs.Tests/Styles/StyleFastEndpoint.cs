using FastEndpoints;

namespace Tasker.OutputCache.Inputs.Tests.Styles;

internal sealed class StyleFastEndpoint : EndpointWithoutRequest<string>
{
    public override void Configure()
    {
        Get("/styles/fast");
        AllowAnonymous();
        Options(endpoint => TryResolve<UndeclaredReading>()?.Cache(endpoint));
    }

    public override Task HandleAsync(CancellationToken ct) => Send.StringAsync(Resolve<UndeclaredReading>().Answer(HttpContext), cancellation: ct);
}

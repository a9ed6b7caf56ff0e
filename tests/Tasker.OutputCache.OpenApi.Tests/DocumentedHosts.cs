using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.OpenApi.Tests;

/// <summary>Three hosts for all tests: over either middleware, and one whose document knows no cache.</summary>
public sealed class DocumentedHosts : IAsyncLifetime
{
    private WebApplication? _framework;
    private WebApplication? _fastLane;
    private WebApplication? _undocumented;

    public WebApplication Framework => _framework!;

    public WebApplication Undocumented => _undocumented!;

    public WebApplication Of(bool overTasker) => overTasker ? _fastLane! : _framework!;

    public async ValueTask InitializeAsync()
    {
        _framework = await DocumentedHost.StartAsync();
        _fastLane = await DocumentedHost.StartAsync(overTasker: true);
        _undocumented = await DocumentedHost.StartAsync(isDocumented: false);
    }

    public async ValueTask DisposeAsync()
    {
        await Framework.DisposeAsync();
        await _fastLane!.DisposeAsync();
        await Undocumented.DisposeAsync();
    }
}

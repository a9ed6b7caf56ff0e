using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Site.Pages;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Browser.Tests;

/// <summary>Makes the static site of the documentation, and serves it.</summary>
public sealed class SiteServer : IAsyncLifetime
{
    private readonly TempDirectory _files = new();
    private WebApplication? _server;

    public string Url => _server!.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        new SiteGenerator(Repository.Root).Write(_files.File("site"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(_files.File("site")) });
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _files.Dispose();
    }
}

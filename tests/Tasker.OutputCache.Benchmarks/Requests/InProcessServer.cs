using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>A server without sockets: it runs the application on the caller's thread and throws the response away.</summary>
internal sealed class InProcessServer : IServer
{
    private Func<InProcessFeatures, Task>? _process;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = features => ProcessAsync(application, features);
        return Task.CompletedTask;
    }

    private static async Task ProcessAsync<TContext>(IHttpApplication<TContext> application, InProcessFeatures features)
        where TContext : notnull
    {
        var context = application.CreateContext(features);
        Exception? failure = null;
        try
        {
            await application.ProcessRequestAsync(context);
            await features.CompleteAsync();
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            application.DisposeContext(context, failure);
        }
    }

    /// <summary>Runs one request.</summary>
    public Task ProcessAsync(InProcessFeatures features) => _process!(features);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}

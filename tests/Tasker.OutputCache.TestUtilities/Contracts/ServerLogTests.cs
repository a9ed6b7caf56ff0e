using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>Tests of an eviction log that need a server to themselves, because they do it harm.</summary>
public abstract class ServerLogTests<TServer> : IAsyncLifetime
    where TServer : TestServer
{
    /// <summary>The key of the log, with the prefix of the tests.</summary>
    protected const string LogKey = "{tasker}:evictions";

    private TServer? _server;
    private CacheBackend? _backend;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected CollectingLoggerProvider Logs { get; } = new();

    protected TServer Server => _server!;

    protected IEvictionLog Log => _backend!.Log;

    /// <summary>Starts the server.</summary>
    protected abstract Task<TServer> StartServerAsync();

    /// <summary>Opens the back end on the server, ready for calls. It logs to <see cref="Logs"/>.</summary>
    protected abstract Task<CacheBackend> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        _server = await StartServerAsync();
        _backend = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_backend?.Owner?.DisposeAsync() ?? default);
        await (_server?.DisposeAsync() ?? default);
        Logs.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static EvictionCursor After(EvictionRecord record) => new(record.Generation, record.Sequence, record.Sequence);

    protected static void AssertBegunAnew(EvictionRecord before, EvictionPage page, MarkerReason reason)
    {
        Assert.NotEqual(before.Generation, page.Generation);
        Assert.True(page.Marker > before.Sequence);
        Assert.Empty(page.Evictions);
        Assert.Equal(reason, page.Raised);
    }
}

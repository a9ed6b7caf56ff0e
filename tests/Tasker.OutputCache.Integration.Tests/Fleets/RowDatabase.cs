using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Integration.Tests.Fleets;

/// <summary>The rows behind the hosts, in this process: what is committed here is what the next read of a handler sees.</summary>
internal sealed class RowDatabase : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, long> _versions = [];
    private readonly ConcurrentDictionary<string, int> _reads = [];
    private readonly WebApplication _app;
    private volatile Func<CancellationToken, Task> _delayAsync = static _ => Task.CompletedTask;
    private volatile bool _fails;

    private RowDatabase(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>Sets how long a read takes after it has seen the row.</summary>
    public TimeSpan Delay { set => _delayAsync = aborted => Task.Delay(value, aborted); }

    /// <summary>Holds the reads that begin from here on, after they have seen the row, until the returned source is completed.</summary>
    public TaskCompletionSource Hold()
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _delayAsync = aborted => end.Task.WaitAsync(aborted);
        return end;
    }

    /// <summary>Sets whether reads are refused.</summary>
    public bool Fails { set => _fails = value; }

    /// <summary>Gets how often handlers have read any row.</summary>
    public long Reads => _reads.Values.Sum(static count => (long)count);

    public static async Task<RowDatabase> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var database = new RowDatabase(app);
        app.MapGet("/rows/{resource}/{row}", (string resource, string row, CancellationToken aborted) => database.ReadAsync(resource, row, aborted));
        await app.StartAsync();
        return database;
    }

    // The version first, the delay after it: an answer that is under way may be overtaken by a commit.
    private async Task<IResult> ReadAsync(string resource, string row, CancellationToken aborted)
    {
        _reads.AddOrUpdate($"{resource}/{row}", 1, static (_, count) => count + 1);
        var version = _versions.GetValueOrDefault(row);
        if (_fails)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        await _delayAsync(aborted);
        return Results.Text(version.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Lets reads take a random time up to a limit.</summary>
    public void DelayUpTo(TimeSpan limit) => _delayAsync = aborted => Pause.UpToAsync(limit, aborted);

    public Task CommitAsync(string row, long version)
    {
        _versions[row] = version;
        return Task.CompletedTask;
    }

    /// <summary>Returns how often handlers have read a row for a resource: how often they ran.</summary>
    public int ReadsOf(string resource, string row) => _reads.GetValueOrDefault($"{resource}/{row}");

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Diagnostics.Guards;

namespace Tasker.OutputCache.Tiers;

/// <summary>Writes to the shared tier behind the responses. What is under way is bounded: past that, fills are dropped and counted.</summary>
internal sealed class FarWriter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly FarAccess _far;
    private readonly CacheSettingsSource _settings;
    private readonly CacheMetrics _metrics;
    private readonly TimeProvider _clock;
    private long _bytesInFlight;

    public FarWriter(FarAccess far, CacheSettingsSource settings, CacheMetrics metrics, TimeProvider clock)
    {
        _far = far;
        _settings = settings;
        _metrics = metrics;
        _clock = clock;
    }

    /// <summary>Stores an entry and ends the lease of its flight. Nobody waits for it.</summary>
    public void Fill(EntryHeader header, CachedContent content, TimeSpan life, Flight? flight)
    {
        var token = flight?.DropLease();
        if (!_far.IsOpen)
        {
            EndLease(header.Key, token, TimeSpan.Zero);
            return;
        }

        if (Interlocked.Add(ref _bytesInFlight, content.Size) > _settings.Current.MaxBytesInFlight)
        {
            Interlocked.Add(ref _bytesInFlight, -content.Size);
            _metrics.CountDroppedFill();
            EndLease(header.Key, token, TimeSpan.Zero);
            return;
        }

        Guard.Forget(FillAsync(header, content, life, token));
    }

    private async Task FillAsync(EntryHeader header, CachedContent content, TimeSpan life, string? token)
    {
        try
        {
            // Encoding and compressing is not the request's business.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var stored = await _far.FillAsync(header.Key, EntryCodec.Write(header, content, _settings.Current.CompressionThresholdBytes), life, token).ConfigureAwait(false);
            if (!stored)
            {
                EndLease(header.Key, token, TimeSpan.Zero);
            }
        }
        catch (Exception)
        {
            // Everybody would wait for a fill that never comes.
            EndLease(header.Key, token, TimeSpan.Zero);
            throw;
        }
        finally
        {
            Interlocked.Add(ref _bytesInFlight, -content.Size);
        }
    }

    /// <summary>Removes an entry. Nobody waits for it.</summary>
    public void Remove(string key)
    {
        if (_far.IsOpen)
        {
            Guard.Forget(_far.RemoveAsync(key));
        }
    }

    /// <summary>Gives the lease of a flight back, if it has one.</summary>
    public void EndLease(string key, Flight? flight, TimeSpan doNotWait) => EndLease(key, flight?.DropLease(), doNotWait);

    private void EndLease(string key, string? token, TimeSpan doNotWait)
    {
        if (token is not null)
        {
            Guard.Forget(EndLeaseAsync(key, token, doNotWait));
        }
    }

    // Until it is given back, or has ended by itself, everybody else waits for it.
    private async Task EndLeaseAsync(string key, string token, TimeSpan doNotWait)
    {
        var startedAt = _clock.GetTimestamp();
        while (!await _far.EndLeaseAsync(key, token, doNotWait).ConfigureAwait(false) && _clock.GetElapsedTime(startedAt) < _settings.Current.Lease)
        {
            await Task.Delay(Pause, _clock).ConfigureAwait(false);
        }
    }
}

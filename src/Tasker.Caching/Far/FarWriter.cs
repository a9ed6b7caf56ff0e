using Tasker.Caching.Engine;
using Tasker.Caching.Entries;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Far;

/// <summary>Writes to the shared tier in the background. What is under way is bounded: past that, fills are dropped and counted.</summary>
internal sealed class FarWriter
{
    private readonly FarAccess _far;
    private readonly LeaseReturns _leases;
    private readonly CacheSettingsSource _settings;
    private readonly CacheMetrics _metrics;
    private readonly EngineEnvironment _environment;
    private long _bytesInFlight;

    public FarWriter(FarAccess far, LeaseReturns leases, CacheSettingsSource settings, CacheMetrics metrics, EngineEnvironment? environment = null)
    {
        _far = far;
        _leases = leases;
        _settings = settings;
        _metrics = metrics;
        _environment = environment ?? EngineEnvironment.Process;
    }

    /// <summary>Stores an entry and ends the lease under which it was computed. No request waits for it.</summary>
    public void Fill(EntryHeader header, CachedContent content, TimeSpan life, EntryLease? lease)
    {
        if (!_far.IsOpen)
        {
            _leases.GiveBack(header.Key, lease, TimeSpan.Zero);
        }
        else if (Interlocked.Add(ref _bytesInFlight, content.Size) > _settings.Current.MaxBytesInFlight)
        {
            Interlocked.Add(ref _bytesInFlight, -content.Size);
            _metrics.CountDroppedFill();
            _leases.GiveBack(header.Key, lease, TimeSpan.Zero);
        }
        else
        {
            Guard.Forget(FillAsync(header, content, life, lease?.TryEnd() == true ? lease.Token : null));
        }
    }

    private async Task FillAsync(EntryHeader header, CachedContent content, TimeSpan life, string? leaseToken)
    {
        var hasEnded = false;
        try
        {
            // Encoding and compressing is not the request's business.
            await _environment.Yield();
            hasEnded = await _far.FillAsync(header.Key, EntryCodec.Write(header, content, _settings.Current.CompressionThresholdBytes), life, leaseToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Add(ref _bytesInFlight, -content.Size);
            if (!hasEnded && leaseToken is not null)
            {
                // Everybody would wait for a fill that never comes.
                _leases.GiveBack(header.Key, leaseToken, TimeSpan.Zero);
            }
        }
    }

    /// <summary>Removes an entry. No request waits for it.</summary>
    public void Remove(string key)
    {
        if (_far.IsOpen)
        {
            Guard.Forget(_far.RemoveAsync(key));
        }
    }
}

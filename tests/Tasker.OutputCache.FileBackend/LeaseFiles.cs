using System.Text.Json;
using Tasker.Caching.Backends;

namespace Stranger.FileBackend;

/// <summary>The leases. Whoever calls has the lock.</summary>
public sealed class LeaseFiles(FileBackendFiles files, TimeProvider clock)
{
    public LeaseState? Read(string key)
    {
        var path = files.PathOf("leases", key);
        return File.Exists(path) && JsonSerializer.Deserialize<LeaseState>(File.ReadAllBytes(path)) is { } lease && clock.GetUtcNow() < lease.EndsAt ? lease : null;
    }

    public void Write(string key, FarLease lease, bool isMarked) => Write(key, new LeaseState(lease.Token, clock.GetUtcNow() + lease.Time, isMarked, lease.Horizon));

    public void Write(string key, LeaseState lease) => File.WriteAllBytes(files.PathOf("leases", key), JsonSerializer.SerializeToUtf8Bytes(lease));

    /// <summary>Ends the lease of a token.</summary>
    /// <returns>Whether it was there, and somebody waits for its end.</returns>
    public bool End(string key, string token, TimeSpan doNotWait)
    {
        if (Read(key) is not { Token: not null } held || held.Token != token)
        {
            return false;
        }

        if (doNotWait > TimeSpan.Zero)
        {
            Write(key, new LeaseState(null, clock.GetUtcNow() + doNotWait, false, 0));
        }
        else
        {
            File.Delete(files.PathOf("leases", key));
        }

        return held.IsMarked;
    }

    /// <summary>Lets requests wait for one another again: a response could be stored.</summary>
    public void ForgetMark(string key)
    {
        if (Read(key) is { Token: null })
        {
            File.Delete(files.PathOf("leases", key));
        }
    }
}

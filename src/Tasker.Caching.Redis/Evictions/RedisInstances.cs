using System.Globalization;
using StackExchange.Redis;
using Tasker.Caching.Backends;
using Tasker.Caching.Redis.Connections;
using Tasker.Caching.Redis.Scripts;

namespace Tasker.Caching.Redis.Evictions;

/// <summary>Announcements of instances: a string each, which expires, and a directory of their ids. To announce is one round trip, to list is two.</summary>
/// <remarks>Commands and keys are among those that the log and the entries need: a user that is kept to them may announce as well.</remarks>
internal sealed class RedisInstances(RedisConnection connection, string directory) : ICacheInstances
{
    private static readonly RedisScript Announce = RedisScript.Load("announce");
    private static readonly RedisScript List = RedisScript.Load("instances");

    public async ValueTask AnnounceAsync(string id, ReadOnlyMemory<byte> announcement, TimeSpan life, CancellationToken cancellationToken) =>
        await Announce.EvaluateAsync(connection, [directory, KeyOf(id)], [id, announcement.ToArray(), Math.Max(1, (long)life.TotalMilliseconds)])
            .Abandonable(cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<AnnouncedInstance>> ListAsync(CancellationToken cancellationToken)
    {
        var result = (RedisResult[])(await List.EvaluateAsync(connection, [directory], []).Abandonable(cancellationToken).ConfigureAwait(false))!;
        var now = (long)result[0];
        var ids = (string[])result[1]!;

        // Sent one after the other without waiting: one round trip.
        var values = await Task.WhenAll(ids.Select(id => connection.CallAsync(KeyOf(id), static (database, key) => database.StringGetAsync(key, CommandFlags.DemandMaster))))
            .Abandonable(cancellationToken).ConfigureAwait(false);
        var instances = new List<AnnouncedInstance>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            if (Read(ids[i], (byte[]?)values[i], now) is { } instance)
            {
                instances.Add(instance);
            }
        }

        return instances;
    }

    private static AnnouncedInstance? Read(string id, byte[]? value, long now)
    {
        // Gone a moment ago, or written by something else.
        var space = value.AsSpan().IndexOf((byte)' ');
        if (space < 0 || !long.TryParse(value.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            return null;
        }

        return new AnnouncedInstance(id, value.AsMemory(space + 1), TimeSpan.FromMilliseconds(Math.Max(0, now - at)));
    }

    private RedisKey KeyOf(string id) => $"{directory}:{id}";
}

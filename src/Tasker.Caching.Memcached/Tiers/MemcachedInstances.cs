using System.Text;
using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Connections;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Tiers;

/// <summary>Announcements of instances on the server of the log: an item each, which expires, and a directory of their ids.</summary>
/// <remarks>
/// To announce is two commands in one round trip: the item is set, and the directory read. An instance that is not in it adds itself, which
/// happens at its start and after the server has lost the directory. Ages come from the life that an item has left: whole seconds.
/// </remarks>
internal sealed class MemcachedInstances(MemcachedLink link, string prefix) : ICacheInstances
{
    private const int MaximumTries = 20;
    private const int MaximumIds = 500;

    private readonly byte[] _directory = MemcachedNames.InstancesOf(prefix);

    public async ValueTask AnnounceAsync(string id, ReadOnlyMemory<byte> announcement, TimeSpan life, CancellationToken cancellationToken)
    {
        var connection = Connection();
        var seconds = ItemLife.Seconds(life);
        var replies = await connection.ExecuteAsync(
            [MemcachedCommand.SetWithFlags(KeyOf(id), announcement, seconds, seconds), MemcachedCommand.Get(_directory)], cancellationToken).ConfigureAwait(false);
        if (replies[0].Code != ReplyCode.Done)
        {
            throw new MemcachedUnavailableException($"The announcement was refused: {replies[0].Text}");
        }

        if (!IdsOf(replies[1]).Contains(id, StringComparer.Ordinal))
        {
            await EnterAsync(connection, replies[1], id, cancellationToken).ConfigureAwait(false);
        }
    }

    // Others enter at the same moment: the token tells.
    private async Task EnterAsync(MemcachedConnection connection, MemcachedReply directory, string id, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaximumTries; tries++)
        {
            var ids = await LiveAsync(connection, IdsOf(directory), cancellationToken).ConfigureAwait(false);
            if (!ids.Contains(id, StringComparer.Ordinal))
            {
                ids.Add(id);
            }

            var value = Encoding.ASCII.GetBytes(string.Join('\n', ids.TakeLast(MaximumIds)));
            var reply = await connection.ExecuteAsync(
                directory.Code == ReplyCode.Value ? MemcachedCommand.Replace(_directory, value, directory.Cas, 0) : MemcachedCommand.Add(_directory, value, 0),
                cancellationToken).ConfigureAwait(false);
            if (reply.Code == ReplyCode.Done)
            {
                return;
            }

            if (reply.Code == ReplyCode.ServerError)
            {
                throw new MemcachedUnavailableException($"The directory of instances was refused: {reply.Text}");
            }

            directory = await connection.ExecuteAsync(MemcachedCommand.Get(_directory), cancellationToken).ConfigureAwait(false);
        }
    }

    // Those that have been forgotten leave the directory with the next that enters.
    private async Task<List<string>> LiveAsync(MemcachedConnection connection, string[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
        {
            return [];
        }

        var replies = await connection.ExecuteAsync([.. ids.Select(other => MemcachedCommand.Peek(KeyOf(other)))], cancellationToken).ConfigureAwait(false);
        return [.. ids.Where((_, i) => replies[i].Code == ReplyCode.Done)];
    }

    public async ValueTask<IReadOnlyList<AnnouncedInstance>> ListAsync(CancellationToken cancellationToken)
    {
        var connection = Connection();
        var directory = await connection.ExecuteAsync(MemcachedCommand.Get(_directory), cancellationToken).ConfigureAwait(false);
        var ids = IdsOf(directory);
        if (ids.Length == 0)
        {
            return [];
        }

        var instances = new List<AnnouncedInstance>(ids.Length);
        var replies = await connection.ExecuteAsync([.. ids.Select(id => MemcachedCommand.GetWithLife(KeyOf(id)))], cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < ids.Length; i++)
        {
            if (replies[i] is { Code: ReplyCode.Value, Value: { } value, SecondsLeft: { } left } reply)
            {
                instances.Add(new AnnouncedInstance(ids[i], value, TimeSpan.FromSeconds(reply.Flags > left ? reply.Flags - left : 0)));
            }
        }

        return instances;
    }

    private static string[] IdsOf(MemcachedReply directory) => directory.Code switch
    {
        ReplyCode.Value => [.. Encoding.ASCII.GetString(directory.Value!).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(IsId).Take(MaximumIds)],
        ReplyCode.Missing => [],
        _ => throw new MemcachedUnavailableException($"The directory of instances can't be read: {directory.Text}"),
    };

    private static bool IsId(string text) => text.Length <= 64 && text.All(char.IsAsciiHexDigit);

    private byte[] KeyOf(string id) => MemcachedNames.InstanceOf(prefix, id);

    private MemcachedConnection Connection() =>
        link.Connection ?? throw new MemcachedUnavailableException("The server of the eviction log is not connected.");
}

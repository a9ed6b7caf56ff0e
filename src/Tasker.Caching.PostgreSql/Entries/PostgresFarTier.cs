using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Tasker.Caching.Backends;
using Tasker.Caching.PostgreSql.Connections;

namespace Tasker.Caching.PostgreSql.Entries;

/// <summary>Entries, leases and plain values in an unlogged table. Every call is one round trip.</summary>
internal sealed class PostgresFarTier : IFarTier, IFarValues
{
    private readonly PostgresDatabase _database;
    private readonly string _head;
    private readonly long _largest;
    private readonly ILogger _logger;
    private readonly EntryStatements _sql;

    /// <param name="database">The database.</param>
    /// <param name="notices">Tell of leases that have ended.</param>
    /// <param name="head">How the keys of this deployment's entries begin.</param>
    /// <param name="largest">The size of the largest value that is stored.</param>
    /// <param name="logger">The logger.</param>
    public PostgresFarTier(PostgresDatabase database, Notices notices, string head, long largest, ILogger logger)
    {
        _database = database;
        _head = head;
        _largest = largest;
        _logger = logger;
        _sql = new EntryStatements(database.Schema);
        notices.LeaseEnded += key => CacheGuard.Raise(LeaseEnded, key);
    }

    public event Action<string>? LeaseEnded;

    public async ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken)
    {
        if (request.Lease is null && request.Discard.IsEmpty)
        {
            return new FarRead(await GetAsync(key, cancellationToken).ConfigureAwait(false), FarLeaseState.None);
        }

        var lease = request.Lease ?? default;
        return await _database.CallAsync(
            async token =>
            {
                var command = Command(_sql.Read, key);
                await using (command.ConfigureAwait(false))
                {
                    command.Parameters.Add(Text(lease.Token ?? string.Empty));
                    command.Parameters.Add(Time(lease.Time));
                    command.Parameters.Add(Bytes(request.Discard));
                    command.Parameters.Add(Number(lease.Horizon));
                    command.Parameters.Add(Number(lease.Marker));
                    var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        await reader.ReadAsync(token).ConfigureAwait(false);
                        var value = reader.IsDBNull(1) ? default(ReadOnlyMemory<byte>?) : reader.GetFieldValue<byte[]>(1);
                        return new FarRead(value, StateOf(reader.GetInt32(0)));
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static FarLeaseState StateOf(int state) => state switch
    {
        1 => FarLeaseState.Granted,
        2 => FarLeaseState.Held,
        3 => FarLeaseState.DoNotWait,
        _ => FarLeaseState.None,
    };

    private ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken) => _database.CallAsync<ReadOnlyMemory<byte>?>(
        async token =>
        {
            var command = Command(_sql.Get, key);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteScalarAsync(token).ConfigureAwait(false) as byte[] is { } value ? value : default(ReadOnlyMemory<byte>?);
            }
        },
        cancellationToken);

    public ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => LeaseAsync(key, lease, takes: true, cancellationToken);

    public ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => LeaseAsync(key, lease, takes: false, cancellationToken);

    private ValueTask<bool> LeaseAsync(string key, FarLease lease, bool takes, CancellationToken cancellationToken) => AskAsync(
        _sql.Lease, key, cancellationToken, Text(lease.Token), Time(lease.Time), new NpgsqlParameter<bool> { TypedValue = takes }, Number(lease.Horizon), Number(lease.Marker));

    public async ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken) =>
        await AskAsync(_sql.EndLease, key, cancellationToken, Text(token), Time(doNotWait)).ConfigureAwait(false);

    public ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken)
    {
        var isTooLarge = value.Length > _largest;
        if (isTooLarge)
        {
            _logger.EntryTooLarge(value.Length, _largest);
        }

        // Those who wait for it should not, also where it is not stored.
        var bytes = isTooLarge ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea } : Bytes(value);
        return AskAsync(_sql.Fill, key, cancellationToken, bytes, Text(EntryStampText.Of(value.Span)), Time(life), Text(leaseToken));
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => AskAsync(_sql.Remove, key, cancellationToken);

    public ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken) => _database.CallAsync(
        async token =>
        {
            var command = _database.Entries.CreateCommand(_sql.RemoveByPattern);
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.Add(Text(_head));
                command.Parameters.Add(Text(EntryKeys.Like(pattern)));
                return (long)await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetValueAsync(string key, CancellationToken cancellationToken) => GetAsync(key, cancellationToken);

    public async ValueTask SetValueAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, CancellationToken cancellationToken) =>
        await AskAsync(_sql.Set, key, cancellationToken, Bytes(value), Time(life)).ConfigureAwait(false);

    public ValueTask<bool> TouchValueAsync(string key, TimeSpan life, CancellationToken cancellationToken) => AskAsync(_sql.Touch, key, cancellationToken, Time(life));

    public ValueTask<bool> RemoveValueAsync(string key, CancellationToken cancellationToken) => RemoveAsync(key, cancellationToken);

    // Parameters belong to one command, and a call may be made twice.
    private ValueTask<bool> AskAsync(string sql, string key, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) => _database.CallAsync(
        async token =>
        {
            var command = Command(sql, key);
            await using (command.ConfigureAwait(false))
            {
                foreach (var parameter in parameters)
                {
                    command.Parameters.Add(parameter.Clone());
                }

                return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is true;
            }
        },
        cancellationToken);

    private NpgsqlCommand Command(string sql, string key)
    {
        var command = _database.Entries.CreateCommand(sql);
        command.Parameters.Add(Text(EntryKeys.Of(key)));
        return command;
    }

    private static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Bytes(ReadOnlyMemory<byte> bytes) => new() { Value = bytes, NpgsqlDbType = NpgsqlDbType.Bytea };

    private static NpgsqlParameter<TimeSpan> Time(TimeSpan time) => new() { TypedValue = time, NpgsqlDbType = NpgsqlDbType.Interval };

    private static NpgsqlParameter<long> Number(long number) => new() { TypedValue = number };
}

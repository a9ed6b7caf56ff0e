using System.Diagnostics;
using Npgsql;

namespace Tasker.Caching.PostgreSql.Tests.Faults;

/// <summary>A disk for some tables that can be filled: a file system of two megabytes, which root may mount.</summary>
/// <remarks>For others a trigger answers as the server does when a disk is full.</remarks>
internal sealed class FullDisk : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string[] _tables;
    private readonly string? _path;

    private FullDisk(NpgsqlDataSource source, string[] tables, string? path)
    {
        _source = source;
        _tables = tables;
        _path = path;
    }

    /// <summary>Makes the schema of the cache, with the tables on the disk.</summary>
    public static async Task<FullDisk> CreateAsync(NpgsqlDataSource source, string[] tables)
    {
        await source.ExecuteAsync(SchemaScript.CreateSql());
        if (!Environment.IsPrivilegedProcess)
        {
            return new FullDisk(source, tables, null);
        }

        var path = Directory.CreateTempSubdirectory("tasker-disk-").FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path);
        var disk = new FullDisk(source, tables, path);
        await RunAsync("chown", "postgres", path);
        await RunAsync("chmod", "700", path);
        await source.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{path}'");
        foreach (var table in tables)
        {
            await source.ExecuteAsync($"ALTER TABLE {table} SET TABLESPACE small");
        }

        return disk;
    }

    public async Task FillAsync()
    {
        if (_path is null)
        {
            await _source.ExecuteAsync("CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$");
            foreach (var table in _tables)
            {
                await _source.ExecuteAsync($"CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION public.full_disk()");
            }

            return;
        }

        await _source.ExecuteAsync("CREATE TABLE filler (page text) TABLESPACE small; ALTER TABLE filler ALTER page SET STORAGE PLAIN");
        var full = await Assert.ThrowsAsync<PostgresException>(() => _source.ExecuteAsync("INSERT INTO filler SELECT repeat('x', 7000) FROM generate_series(1, 1000)"));
        Assert.Equal(PostgresErrorCodes.DiskFull, full.SqlState);
    }

    public async Task FreeAsync()
    {
        if (_path is not null)
        {
            await _source.ExecuteAsync("DROP TABLE filler");
            return;
        }

        await _source.ExecuteAsync("DROP FUNCTION public.full_disk() CASCADE");
    }

    public async ValueTask DisposeAsync()
    {
        if (_path is not null)
        {
            await RunAsync("umount", "-l", _path);
            Directory.Delete(_path);
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
    }
}

using Microsoft.Data.Sqlite;
using Npgsql;

namespace Tasker.Analytics.Database;

/// <summary>Chooses the database from configuration.</summary>
internal static class TaskerDatabase
{
    /// <summary>Creates PostgreSQL for a connection string that names a host, SQLite otherwise.</summary>
    /// <param name="configuration"><c>ConnectionStrings:Tasker</c>, or the file in <c>Tasker:Database</c>.</param>
    /// <param name="contentRoot">What a relative file name is relative to.</param>
    public static ITaskerDatabase Create(IConfiguration configuration, string contentRoot)
    {
        var connectionString = configuration.GetConnectionString("Tasker");

        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return SqliteTaskerDatabase.InFile(Path.Combine(contentRoot, configuration["Tasker:Database"] ?? "App_Data/tasker.db"));
        }

        if (Uri.TryCreate(connectionString, UriKind.Absolute, out var url) && url.Scheme is "postgres" or "postgresql")
        {
            return new PostgresTaskerDatabase(FromUrl(url));
        }

        return IsPostgres(connectionString)
            ? new PostgresTaskerDatabase(connectionString)
            : new SqliteTaskerDatabase(new SqliteConnectionStringBuilder(connectionString).ToString());
    }

    /// <summary>Whether the database that is configured is a server, which other processes reach as well.</summary>
    public static bool IsShared(IConfiguration configuration) =>
        configuration.GetConnectionString("Tasker") is { } connectionString && (IsPostgres(connectionString) || connectionString.StartsWith("postgres", StringComparison.Ordinal));

    private static bool IsPostgres(string connectionString) => connectionString.TrimStart().StartsWith("Host=", StringComparison.OrdinalIgnoreCase);

    private static string FromUrl(Uri url)
    {
        var credentials = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.IsDefaultPort || url.Port < 0 ? NpgsqlConnection.DefaultPort : url.Port,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(credentials[0]),
            Password = credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : null,
        };

        foreach (var (name, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(url.Query))
        {
            builder[name == "sslmode" ? "SSL Mode" : name] = value.ToString();
        }

        return builder.ToString();
    }
}

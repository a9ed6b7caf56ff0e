using System.Data.Common;
using Dapper;

namespace Tasker.Analytics.Analytics;

/// <summary>Looks up the namespace that a request names, so that a typing error is told apart from a quiet namespace.</summary>
public sealed class NamespaceFilter
{
    private const string Query = "SELECT name FROM tasker_task_namespaces ORDER BY name";

    public async Task<FoundNamespace> FindAsync(DbConnection connection, string? name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(name))
        {
            return new FoundNamespace(null, IsUnknown: false, []);
        }

        var all = (await connection.QueryAsync<string>(new CommandDefinition(Query, cancellationToken: cancellationToken))).AsList();
        return all.Contains(name) ? new FoundNamespace(name, IsUnknown: false, all) : new FoundNamespace(null, IsUnknown: true, all);
    }
}

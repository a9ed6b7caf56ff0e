using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tasker.Analytics.Database;
using Tasker.Analytics.Hosting;
using Tasker.Caching;

namespace Tasker.Analytics.Templates;

/// <summary>The templates, cache-aside: who reads and who registers them sees no cache.</summary>
internal sealed class TemplateRegistry(
    ITaskerDatabase database,
    [FromKeyedServices(TemplateRegistry.Resource)] IObjectCache templates,
    ICacheEvictor cache,
    ICacheEvents events,
    HandlerRuns runs,
    TimeProvider time)
{
    public const string Resource = "templates";

    private const string Read = "SELECT definition FROM tasker_templates WHERE namespace = @Namespace AND name = @Name AND version = @Version";

    private const string Write = """
        INSERT INTO tasker_templates (namespace, name, version, definition, registered_by, registered_at)
        VALUES (@Namespace, @Name, @Version, @Definition, @By, @Now)
        ON CONFLICT (namespace, name, version) DO UPDATE SET definition = excluded.definition, registered_by = excluded.registered_by, registered_at = excluded.registered_at
        """;

    private const string Others = "SELECT namespace AS Namespace, name AS Name, version AS Version FROM tasker_templates WHERE registered_by = @By";

    private const string Delete = "DELETE FROM tasker_templates WHERE namespace = @Namespace AND name = @Name AND version = @Version AND registered_by = @By";

    /// <summary>Finds a template, in the cache or else in the database.</summary>
    public ValueTask<TaskTemplate?> ResolveAsync(string @namespace, string name, string version, CancellationToken cancellationToken) =>
        templates.GetOrCreateAsync(
            TaskTemplate.KeyOf(@namespace, name, version),
            (_, token) => ReadAsync(@namespace, name, version, token),
            cancellationToken: cancellationToken);

    private async ValueTask<TaskTemplate?> ReadAsync(string @namespace, string name, string version, CancellationToken cancellationToken)
    {
        runs.Count(Resource);
        await using var connection = await database.OpenAsync(cancellationToken);
        var definition = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            Read, new { Namespace = @namespace, Name = name, Version = version }, cancellationToken: cancellationToken));
        return definition is null ? null : JsonSerializer.Deserialize<TaskTemplate>(definition, TemplateJson.Options);
    }

    /// <summary>Registers one template, in place of the one of the same version, and evicts that.</summary>
    public async Task RegisterAsync(TaskTemplate template, string by, CancellationToken cancellationToken)
    {
        TemplateName.Check(template);
        await using var connection = await database.OpenAsync(cancellationToken);
        var definition = JsonSerializer.Serialize(template, TemplateJson.Options);
        await connection.ExecuteAsync(new CommandDefinition(
            Write,
            new { template.Namespace, template.Name, template.Version, Definition = definition, By = by, Now = time.GetUtcNow().ToUnixTimeMilliseconds() },
            cancellationToken: cancellationToken));
        await events.PublishAsync(new TemplateChanged(template.Namespace, template.Name, template.Version), CancellationToken.None);
    }

    /// <summary>Registers all that somebody has, removes what he had before and has no more, and evicts everything at the end.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<int> RegisterAllAsync(IReadOnlyCollection<TaskTemplate> all, string by, CancellationToken cancellationToken)
    {
        foreach (var template in all)
        {
            await RegisterAsync(template, by, cancellationToken);
        }

        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            return await RemoveOthersAsync(connection, all, by, cancellationToken);
        }
        finally
        {
            // Covers what was removed, and that much too if something went wrong halfway.
            await EvictAllAsync();
        }
    }

    private static async Task<int> RemoveOthersAsync(DbConnection connection, IReadOnlyCollection<TaskTemplate> all, string by, CancellationToken cancellationToken)
    {
        var kept = all.Select(template => template.Key).ToHashSet(StringComparer.Ordinal);
        var registered = await connection.QueryAsync<(string Namespace, string Name, string Version)>(new CommandDefinition(Others, new { By = by }, cancellationToken: cancellationToken));
        var removed = 0;

        foreach (var (@namespace, name, version) in registered.Where(other => !kept.Contains(TaskTemplate.KeyOf(other.Namespace, other.Name, other.Version))))
        {
            removed += await connection.ExecuteAsync(new CommandDefinition(Delete, new { Namespace = @namespace, Name = name, Version = version, By = by }, cancellationToken: cancellationToken));
        }

        return removed;
    }

    /// <summary>Evicts one template, and reads it anew.</summary>
    public async Task<TaskTemplate?> RefreshAsync(string @namespace, string name, string version, CancellationToken cancellationToken)
    {
        await templates.RemoveAsync(TaskTemplate.KeyOf(@namespace, name, version), CancellationToken.None);
        return await ResolveAsync(@namespace, name, version, cancellationToken);
    }

    public ValueTask<EvictionResult> EvictNamespaceAsync(string @namespace) =>
        cache.EvictAsync([CacheTag.For(Resource).With("namespace", @namespace)], CancellationToken.None);

    public ValueTask<EvictionResult> EvictAllAsync() => cache.EvictAsync([CacheTag.For(Resource)], CancellationToken.None);
}

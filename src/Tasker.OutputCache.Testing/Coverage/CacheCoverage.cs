using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tasker.Caching.Coverage;
using Tasker.Caching.Engine;

// The packages are released together.
#pragma warning disable TSKR9001

namespace Tasker.OutputCache.Testing;

/// <summary>Compares the tables that cached endpoints were seen to read with what evicts their responses.</summary>
/// <remarks>It knows what the test has asked for: call it after requests to every endpoint, with every parameter that changes what is read.</remarks>
public static class CacheCoverage
{
    /// <summary>Fails if an endpoint reads a table for which nothing evicts it, or sends a command that can't be read.</summary>
    /// <param name="host">The host, after some requests.</param>
    /// <param name="except">Tables that never change while the host runs.</param>
    /// <exception cref="CacheAssertException">Something is missing, or nothing was observed.</exception>
    public static void AssertComplete(IHost host, params string[] except)
    {
        ArgumentNullException.ThrowIfNull(host);
        AssertComplete(host.Services, except);
    }

    /// <inheritdoc cref="AssertComplete(IHost, string[])"/>
    /// <param name="services">The services of the host: <c>factory.Services</c> of a <c>WebApplicationFactory</c>.</param>
    /// <param name="except">Tables that never change while the host runs.</param>
    public static void AssertComplete(IServiceProvider services, params string[] except)
    {
        ArgumentNullException.ThrowIfNull(except);
        var endpoints = Read(services);
        if (endpoints.All(static endpoint => endpoint.Tables.Count == 0 && endpoint.UnknownSql.Count == 0))
        {
            throw new CacheAssertException(endpoints.Count == 0
                ? "No cached response was computed, so nothing is known of the tables that it reads. Send requests to the cached endpoints first."
                : "No cached response was seen to read a table. Call ObserveDbContexts() for Entity Framework Core, and ObserveTables(services) on the DbDataSource of Dapper and ADO.NET.");
        }

        string[] missing = [.. endpoints.SelectMany(endpoint => Describe(endpoint, except))];
        if (missing.Length > 0)
        {
            throw new CacheAssertException(
                $"The invalidation coverage is not complete:{string.Concat(missing.Select(static line => $"\n- {line}"))}\n"
                + "Evict when the table changes (EvictOnSave, EvictOn with Covers<TEvent>, a trigger), say by Covers(resource, table) what evicts already, or name tables that never change.");
        }
    }

    /// <summary>Returns what each endpoint was seen to read, and what of it evicts its responses.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The endpoints that have computed a response.</returns>
    /// <exception cref="CacheAssertException">The host observes no tables.</exception>
    public static IReadOnlyList<EndpointCoverage> Read(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetService<TableCoverage>() is { IsOn: true } coverage
            ? coverage.Read()
            : throw new CacheAssertException("The host observes no tables: it has no cache, or is not in Development. Call ObserveTables() on the builder that AddTaskerOutputCache returns.");
    }

    private static IEnumerable<string> Describe(EndpointCoverage endpoint, string[] except)
    {
        var name = $"{endpoint.Resource}/{endpoint.Endpoint}";
        var tables = endpoint.Tables
            .Where(table => !table.IsCovered && !except.Contains(table.Table, StringComparer.OrdinalIgnoreCase))
            .Select(table => $"{name} reads {table.Table}; nothing evicts it when {table.Table} changes.{(table.Note is null ? string.Empty : $" {table.Note}")}");
        return tables.Concat(endpoint.UnknownSql.Select(sql => $"{name} sends unknown SQL: {sql}. Say what it reads by TableReads.NoteTable."));
    }
}

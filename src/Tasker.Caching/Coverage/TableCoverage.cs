using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Coverage;

namespace Tasker.Caching.Engine;

/// <summary>Which tables responses are made of, against what evicts them when a table changes. It only tells, and never evicts.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class TableCoverage
{
    private readonly ConcurrentDictionary<(string Resource, string Name), EndpointTables> _endpoints = new();
    private readonly IEnumerable<ICoveredTables> _sources;

    internal TableCoverage(bool isOn, IEnumerable<ICoveredTables> sources)
    {
        IsOn = isOn;
        _sources = sources;
    }

    /// <summary>Gets a value indicating whether tables are observed: in Development, and where the host says so.</summary>
    public bool IsOn { get; }

    /// <summary>Begins a request.</summary>
    public void BeginRequest()
    {
        if (IsOn)
        {
            TableAttribution.Begin(this);
        }
    }

    internal EndpointTables Of(string resource, string name) =>
        _endpoints.GetOrAdd((resource, name), static names => new EndpointTables(names.Resource, names.Name));

    /// <summary>Compares what was read with what evicts.</summary>
    /// <returns>The endpoints that have computed something, by resource and name.</returns>
    public IReadOnlyList<EndpointCoverage> Read()
    {
        if (_endpoints.IsEmpty)
        {
            return [];
        }

        CoveredTable[] covered = [.. _sources.SelectMany(static source => source.Read())];
        return
        [
            .. _endpoints.Values
                .Select(endpoint => new EndpointCoverage(endpoint.Resource, endpoint.Name, endpoint.Computations, [.. endpoint.Tables.Select(table => Compare(endpoint, table, covered))], endpoint.Unknown))
                .OrderBy(static endpoint => endpoint.Resource, StringComparer.Ordinal)
                .ThenBy(static endpoint => endpoint.Endpoint, StringComparer.Ordinal),
        ];
    }

    private static ReadTable Compare(EndpointTables endpoint, string table, CoveredTable[] covered)
    {
        CoveredTable[] same = [.. covered.Where(candidate => IsSame(candidate.Table, table))];
        string[] by = [.. same.Where(candidate => candidate.Tags?.Any(tag => Evicts(tag, endpoint)) == true).Select(static candidate => candidate.By).Distinct(StringComparer.Ordinal)];
        var unknown = same.FirstOrDefault(static candidate => candidate.Tags is null);
        return new ReadTable(table, by, by.Length == 0 && unknown is not null ? $"{unknown.By} is for this table, but what it evicts is not known before it has run: Covers(\"{endpoint.Resource}\", \"{table}\") says it." : null);
    }

    // A name without a schema may be in any: then the table's own name decides.
    private static bool IsSame(string one, string other)
    {
        one = Unquoted(one);
        other = Unquoted(other);
        var dotOfOne = one.LastIndexOf('.');
        var dotOfOther = other.LastIndexOf('.');
        return dotOfOne >= 0 && dotOfOther >= 0
            ? one.Equals(other, StringComparison.OrdinalIgnoreCase)
            : one.AsSpan(dotOfOne + 1).Equals(other.AsSpan(dotOfOther + 1), StringComparison.OrdinalIgnoreCase);
    }

    private static string Unquoted(string name) => name.Replace("\"", string.Empty, StringComparison.Ordinal).Replace("[", string.Empty, StringComparison.Ordinal).Replace("]", string.Empty, StringComparison.Ordinal);

    // A mapping names dimensions row by row, so its tags are compared without them.
    private static bool Evicts(CacheTag tag, EndpointTables endpoint) => tag == CacheTag.Everything || endpoint.Carries(tag.Widen().ToString());
}

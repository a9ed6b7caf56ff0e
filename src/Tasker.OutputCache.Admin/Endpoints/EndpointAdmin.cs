using Microsoft.AspNetCore.Http;
using Tasker.Caching.Coverage;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Bodies.Endpoints;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Admin.Endpoints;

/// <summary>Describes the cached endpoints of this host.</summary>
internal sealed class EndpointAdmin(CacheEndpointCatalog endpoints, ResourceCatalog resources, CacheStatistics statistics, TableCoverage tables, ShadowMode shadow)
{
    public Task GetEndpointsAsync(HttpContext context) => AdminReply.WriteAsync(context, Read(), AdminJson.Default.EndpointsBody);

    private EndpointsBody Read()
    {
        var watched = shadow.Read().ToDictionary(static row => (row.Resource, row.Endpoint));
        var coverage = tables.Read().ToDictionary(static endpoint => (endpoint.Resource, endpoint.Endpoint));
        return new EndpointsBody(
            [.. endpoints.List().Select(listed => Describe(listed, coverage.GetValueOrDefault((listed.Endpoint.Resource, listed.Endpoint.Name)), watched.GetValueOrDefault((listed.Endpoint.Resource, listed.Endpoint.Name))))],
            endpoints.ListProblems(),
            tables.IsOn);
    }

    private EndpointBody Describe(ListedEndpoint listed, EndpointCoverage? coverage, ShadowRow? watched)
    {
        var endpoint = listed.Endpoint;
        var settings = resources.Get(endpoint.Resource);
        return new EndpointBody(
            endpoint.Resource,
            endpoint.Name,
            listed.Pattern,
            settings.Enabled,
            endpoint.PartitionOf(settings).ToString().ToLowerInvariant(),
            settings.Consistency.ToString().ToLowerInvariant(),
            endpoint.TtlOf(settings).TotalSeconds,
            settings.StaleWhileRevalidate.TotalSeconds,
            settings.StaleIfError.TotalSeconds,
            [.. InputExplanation.Parameters(endpoint.Declaration).Select(static parameter => new ParameterBody(parameter.Name, parameter.Source, parameter.Type, parameter.IsDimension, parameter.Default, parameter.IsInferred))],
            [.. InputExplanation.Observed(endpoint.Declaration, settings).Select(static input => new ObservedBody(input.Text, input.Reason, input.IsRefused, input.Fix))],
            InputExplanation.Ignored(endpoint.Declaration, settings),
            statistics.Of(endpoint.Resource, endpoint.Name).Misses(),
            coverage is null ? null : new CoverageBody(
                coverage.Computations,
                coverage.IsComplete,
                [.. coverage.Tables.Select(static table => new TableBody(table.Table, table.EvictedBy, table.Note))],
                coverage.UnknownSql),
            endpoint.IsShadowIn(settings),
            watched is null ? null : ShadowBody.Of(watched));
    }
}

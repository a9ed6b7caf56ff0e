using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Inputs.Inferred;

/// <summary>Finds the parameters of an endpoint's key: those that it declares, or else those that its handler binds.</summary>
internal static class EndpointParameters
{
    /// <summary>Reads the parameters.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="metadata">How it is cached.</param>
    /// <param name="bound">What its handler binds.</param>
    /// <param name="keyOnly">The candidates that are no dimensions.</param>
    /// <param name="flaws">Receives what is wrong, one sentence each.</param>
    /// <param name="isUnderstood">Whether the endpoint can be cached.</param>
    public static CacheParameterSet Read(Endpoint endpoint, CacheResourceAttribute metadata, BoundInputs bound, IReadOnlySet<string> keyOnly, List<string> flaws, out bool isUnderstood)
    {
        var declared = CacheParameterSet.Parse(metadata.Vary, out var errors);
        flaws.AddRange(errors);
        isUnderstood = errors.Count == 0;
        var all = new List<CacheParameter>([.. declared.All, .. metadata.Declared, .. metadata.Parameters]);
        if (!metadata.IsDeclared)
        {
            isUnderstood &= TryInfer(bound, keyOnly, all, flaws);
            if (bound.Binders.Count > 0)
            {
                flaws.Add($"it binds {string.Join(" and ", bound.Binders)}: what that reads can't be inferred, and is observed. Declare it in vary.");
            }
        }

        // Their name is older than the word for the culture.
        if (!bound.Inputs.Any(static input => input.IsNamed(CacheParameter.CultureName)) && (endpoint as RouteEndpoint)?.RoutePattern.GetParameter(CacheParameter.CultureName) is null)
        {
            all = all.ConvertAll(static parameter => parameter.MayBeCulture ? CacheParameter.OfCulture(isDimension: true) : parameter);
        }

        if (endpoint is RouteEndpoint route)
        {
            all = all.ConvertAll(parameter => parameter.IsBare && route.RoutePattern.GetParameter(parameter.Name) is not null ? parameter.FromRoute() : parameter);
            foreach (var parameter in all.Where(parameter => parameter.Source == CacheParameterSource.Route && route.RoutePattern.GetParameter(parameter.Name) is null))
            {
                flaws.Add($"it varies by the route value '{parameter.Name}', which '{route.RoutePattern.RawText}' does not have. Correct the name, or write '{parameter.Name}' for a query parameter.");
            }

            // Two values of the route are two responses, whether that was declared or not.
            all.AddRange(route.RoutePattern.Parameters
                .Where(parameter => !all.Exists(other => other.Source == CacheParameterSource.Route && parameter.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase)))
                .Select(static parameter => CacheParameter.Undeclared(parameter.Name)));
        }

        var set = CacheParameterSet.Create(all, out errors);
        flaws.AddRange(errors);
        isUnderstood &= errors.Count == 0;
        return set.BoundBy(HandlerParameters.Of(endpoint));
    }

    private static bool TryInfer(BoundInputs bound, IReadOnlySet<string> keyOnly, List<CacheParameter> all, List<string> flaws)
    {
        var isGood = true;
        if (bound.TakesWholeQuery)
        {
            all.Add(CacheParameter.WholeQuery);
        }

        foreach (var input in bound.Inputs.Where(static input => !input.IsIgnored))
        {
            var dimension = TagText.NormalizeName(input.Name);
            var known = all.Find(parameter => parameter.Dimension == dimension);
            if (known is { Source: CacheParameterSource.Computed })
            {
                // The host says what it makes of the value.
                continue;
            }

            if (CacheName.FindFlaw(input.Name, CacheName.InParameter) is { } flaw)
            {
                flaws.Add($"its parameter '{input.Name}' can't be part of a key: its name {flaw}. Give it another name, or compute it: CacheParameter.Computed.");
                isGood = false;
                continue;
            }

            var isDimension = known is null && input.IsCandidate && !keyOnly.Contains(dimension);

            // A path that leaves a value out is another path, which the handler may read.
            var isFilled = input is { Source: not CacheParameterSource.Route, IsMarked: false };
            all.Add(CacheParameter.Inferred(input.Source, input.Name, isDimension ? null : isFilled ? input.Default ?? string.Empty : string.Empty, isSecond: known is not null));
        }

        return isGood;
    }
}

using System.Globalization;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Bodies;

namespace Tasker.OutputCache.Admin.Status;

/// <summary>Says what a change of the configuration would bring, out of what was counted for each endpoint. It guesses nothing: every line has the count that it stands on.</summary>
internal static class Advisor
{
    // Of fewer, the shares say little.
    public const int FewestMisses = 200;

    private const double Half = 0.5;
    private const double Most = 0.9;
    private const double OnePoint = 0.01;

    private static readonly string Cold = MissReasonText.Of(MissReason.Cold);
    private static readonly string Expired = MissReasonText.Of(MissReason.Expired);
    private static readonly string Capacity = MissReasonText.Of(MissReason.Capacity);

    public static IEnumerable<string> Advise(IEnumerable<ResourceStatsBody> resources) =>
        resources.SelectMany(static resource => resource.Endpoints.SelectMany(endpoint => Advise($"{resource.Name}/{endpoint.Name}", endpoint)));

    private static IEnumerable<string> Advise(string name, EndpointStatsBody endpoint)
    {
        var misses = endpoint.Misses.Values.Sum();
        if (misses < FewestMisses)
        {
            yield break;
        }

        var asked = endpoint.Hits + misses;
        var capacity = endpoint.Misses.GetValueOrDefault(Capacity);
        if (capacity >= OnePoint * asked)
        {
            yield return Text($"{name}: {capacity:N0} requests found that memory had pushed their entry out. With room for them the hit rate would be {100.0 * capacity / asked:0.0} points higher: raise memory.max_bytes or memory.max_capacity.");
        }

        var expired = endpoint.Misses.GetValueOrDefault(Expired);
        if (expired >= Half * misses)
        {
            yield return Text($"{name}: {100.0 * expired / misses:0} % of the misses found an entry that nothing had evicted and whose time had passed. Where evictions cover what the handler reads, a longer ttl_seconds makes hits of them; a stale window answers them at once.");
        }

        var cold = endpoint.Misses.GetValueOrDefault(Cold);
        if (cold >= Most * misses && misses >= Half * asked)
        {
            yield return Text($"{name}: {100.0 * cold / asked:0} % of the requests have a key that was not seen before. Something with many values is in the key: look at its parameters under Endpoints, and declare fewer of them, or rounder values.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

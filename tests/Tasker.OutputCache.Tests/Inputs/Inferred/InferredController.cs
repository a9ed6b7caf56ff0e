using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Inputs.Inferred;

/// <summary>Actions that are cached and declare nothing.</summary>
public sealed class InferredController : ControllerBase
{
    private static int _runs;

    [HttpGet("/inferred/values/{id}")]
    [CacheResource("inferred-values")]
    public string Values(int id, [FromQuery(Name = "min_size")] int size = 5, string? ns = null, [FromHeader(Name = "X-Region")] string? region = null, CancellationToken cancellation = default) =>
        Run($"{id} {size} {ns} {region} {cancellation.CanBeCanceled}");

    [HttpGet("/inferred/model")]
    [CacheResource("inferred-model")]
    public string Model([FromQuery] InferredModel model) => Run($"{model.Status} {model.Size} {string.Join('|', model.Ids ?? [])} {model.Range?.From}");

    [HttpGet("/inferred/bound")]
    [CacheResource("inferred-bound")]
    public string Bound([ModelBinder(typeof(ReversingBinder))] string? text, string? ns) => Run($"{text} {ns}");

    [HttpGet("/inferred/map")]
    [CacheResource("inferred-map")]
    public string Map([FromQuery] Dictionary<string, string> by) => Run(string.Join('|', by.Select(static pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal)));

    [HttpGet("/inferred/ignored")]
    [CacheResource("inferred-ignored")]
    public string Ignored(string? ns, [CacheIgnore] string? trace = null) => Run($"{ns} {trace is null}");

    private static string Run(string answer) => $"{answer} #{Interlocked.Increment(ref _runs)}";
}

using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Actions that bind types and models, each with a twin that is not cached.</summary>
public sealed class BoundController : ControllerBase
{
    private static int _runs;

    [HttpGet("/mvc/int/{id}")]
    [CacheResource("mvc-int", "one", Vary = ["id"])]
    public string Number(int id) => Run(id);

    [HttpGet("/mvc/bool")]
    [CacheResource("mvc-bool", "one", Vary = ["open"])]
    public string Flag(bool open) => Run(open);

    [HttpGet("/mvc/enum")]
    [CacheResource("mvc-enum", "one", Vary = ["state"])]
    public string State([FromQuery(Name = "state")] TestStatus status) => Run(status);

    [HttpGet("/mvc/guid/{id:guid}")]
    [CacheResource("mvc-guid", "one", Vary = ["id"])]
    public string Identifier(string id) => Run(id);

    [HttpGet("/mvc/date")]
    [CacheResource("mvc-date", "one", Vary = ["at"])]
    public string Day([FromQuery] DateTime at) => Run(at);

    [HttpGet("/mvc/model")]
    [CacheResource("mvc-model", "one", Vary = ["max_size"], Ignore = ["status"])]
    public string Model([FromQuery] TestFilter filter) => Run(filter.Size);

    [HttpGet("/mvc/ns")]
    [CacheResource("mvc-names", "ns", Vary = ["ns"])]
    public string Names([FromQuery] string?[]? ns) => NamesFresh(ns);

    [HttpGet("/fresh/ns")]
    public string NamesFresh([FromQuery] string?[]? ns) => ns is null ? "none" : string.Join('|', ns.Select(static name => name ?? "null"));

    [HttpGet("/mvc/filter")]
    [CacheResource("mvc-names", "filter", Vary = ["filter.status"], Ignore = ["max_size"])]
    public string Filter([FromQuery] TestFilter filter) => FilterFresh(filter);

    [HttpGet("/fresh/filter")]
    public string FilterFresh([FromQuery] TestFilter filter) => filter.Status ?? "none";

    [HttpGet("/mvc/bare")]
    [CacheResource("mvc-names", "bare", Vary = ["status"], Ignore = ["max_size"])]
    public string Bare([FromQuery] TestFilter filter) => FilterFresh(filter);

    [HttpGet("/mvc/by")]
    [CacheResource("mvc-names", "by", Vary = ["page=1"])]
    public string By([FromQuery] Dictionary<string, string> by, string page = "1") => ByFresh(by, page);

    [HttpGet("/fresh/by")]
    public string ByFresh([FromQuery] Dictionary<string, string> by, string page = "1") => $"{page} {string.Join('|', by.Select(static pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal))}";

    [HttpGet("/mvc/page")]
    [CacheResource("mvc-names", "page", Vary = ["page=1"])]
    public string Page(string page = "1") => page;

    private static string Run<T>(T value) => $"{value} {Interlocked.Increment(ref _runs)}";
}

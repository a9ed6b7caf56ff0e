using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Entries;

namespace Tasker.OutputCache.Admin.Hosting;

/// <summary>What the operations take, for API descriptions such as OpenAPI. They are never called: the handlers read the requests themselves.</summary>
internal static class AdminOperations
{
    public static void TakeNothing()
    {
    }

    public static void GetEntries(
        [FromQuery(Name = "search"), Description("A part of the key, in any case.")] string? search = null,
        [FromQuery(Name = "resource"), Description("A resource.")] string? resource = null,
        [FromQuery(Name = "tag"), Description("A whole tag, as an entry shows it.")] string? tag = null,
        [FromQuery(Name = "limit"), Description("How many entries a page has.")] int limit = EntryQuery.DefaultLimit,
        [FromQuery(Name = "cursor"), Description("Where the page begins: 'next' of the page before.")] string? cursor = null,
        [FromQuery(Name = "key"), Description("A key: the answer is that of entries/{key}, for keys that no path can hold.")] string? key = null)
    {
    }

    public static void GetEntry(
        [FromRoute(Name = "key"), Description("The key.")] string key,
        [FromQuery(Name = "body"), Description("Whether the body is wanted, where it may be seen.")] bool body = false)
    {
    }

    public static void DeleteEntry([FromRoute(Name = "key"), Description("The key.")] string key)
    {
    }

    public static void PostEvictions([FromBody, Description("What goes.")] EvictionBody body)
    {
    }

    public static void PostWarmUp([FromBody, Description("An empty object.")] object body)
    {
    }

    public static void Explain(
        [FromQuery(Name = "url"), Description("Path and query of the request; a whole URL will do.")] string url,
        [FromQuery(Name = "method"), Description("The method; GET if it is not given.")] string? method = null,
        [FromQuery(Name = "header"), Description("A header as 'Name: value', as often as need be.")] string[]? header = null,
        [FromQuery(Name = "as"), Description("'me': with the caller's own identity.")] string? identity = null,
        [FromQuery(Name = "tenant"), Description("As a user of this tenant; only for viewers who may see partitions.")] string? tenant = null,
        [FromQuery(Name = "user"), Description("As this user; only for those who may see partitions.")] string? user = null)
    {
    }
}

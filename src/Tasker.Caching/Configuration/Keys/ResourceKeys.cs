using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Engine;
using Tasker.OutputCache;

namespace Tasker.Caching.Configuration.Keys;

internal static class ResourceKeys
{
    private const int MaximumWarmUpLength = 2048;
    private const int MaximumFilterLength = 512;
    private const int MaximumHeaderLength = 64;
    private const string CommonValue = "the value of the whole cache";

    private static readonly DurationFormat Window = new(TimeSpan.Zero, CacheResourceDefaults.MaximumWindow);

    private static readonly ChoiceFormat<CachePartition> Partitions = new(("none", CachePartition.Anonymous), ("shared", CachePartition.Everyone));

    public static readonly KeyTable Table = new("resources.<name>",
    [
        new OptionalKey<CacheResourceOptions, TimeSpan>(
            "ttl", new DurationFormat(TaskerCachingDefaults.MinimumTtl, TaskerCachingDefaults.MaximumTtl),
            "60s for analytics, 1h for templates, default_ttl for others", o => o.Ttl, (o, v) => o.Ttl = v,
            "How long a response is fresh."),
        new OptionalKey<CacheResourceOptions, TimeSpan>(
            "stale_while_revalidate", Window, "0s", o => o.StaleWhileRevalidate, (o, v) => o.StaleWhileRevalidate = v,
            "How long after its freshness a response is still served at once, while it is refreshed in the background."),
        new OptionalKey<CacheResourceOptions, TimeSpan>(
            "stale_if_error", Window, "0s", o => o.StaleIfError, (o, v) => o.StaleIfError = v,
            "How long after its freshness a response is served where computing a new one fails."),
        new OptionalKey<CacheResourceOptions, TimeSpan>(
            "revival", Window, "10m", o => o.Revival, (o, v) => o.Revival = v,
            "How long after its freshness a response is kept for the validator of its endpoint, if it has one."),
        new OptionalKey<CacheResourceOptions, CacheConsistency>(
            "consistency", ChoiceFormat<CacheConsistency>.Instance, "bounded", o => o.Consistency, (o, v) => o.Consistency = v,
            "How sure the resource is that nothing evicted elsewhere is served."),
        new OptionalKey<CacheResourceOptions, CachePartition>(
            "partition", Partitions, "anonymous", o => o.Partition, (o, v) => o.Partition = v,
            "Who may share the response to an authenticated request."),
        new ListKey<CacheResourceOptions, int>(
            "statuses", StatusFormat.Instance, "[200]", o => o.Statuses,
            "The statuses that are stored.") { Separator = ',' },
        new ListKey<CacheResourceOptions, string>(
            "ignore_filters", new TextFormat("names of filters, or \"*\"", IsFilter), "[]", o => o.IgnoreFilters,
            "The filters that do not decide who may see a response: filters do not run on hits. Read at start.") { Separator = ',' },
        new OptionalKey<CacheResourceOptions, UndeclaredInputs>(
            "inputs", ChoiceFormat<UndeclaredInputs>.Instance, "refuse", o => o.Inputs, (o, v) => o.Inputs = v,
            "What happens to a response whose handler has read something of the request that is not in its key."),
        new ListKey<CacheResourceOptions, string>(
            "ignore", new TextFormat("inputs: \"page\", \"header:User-Agent\", \"request:host\"", IgnoredInputs.IsInput), "[]", o => o.Ignore,
            "The inputs that responses do not depend on. Read at start.") { Separator = ',' },
        new OptionalKey<CacheResourceOptions, bool>(
            "honor_cache_control", BooleanFormat.Instance, "false", o => o.HonorCacheControl, (o, v) => o.HonorCacheControl = v,
            "Whether the endpoint's own Cache-Control or Expires header sets the life of its response."),
        new ListKey<CacheResourceOptions, string>(
            "targeted_cache_control", new TextFormat("header names that end in \"-Cache-Control\"", IsTargetedField), "[]", o => o.TargetedCacheControl,
            "The response headers that decide in place of Cache-Control and Expires; the first that is there counts.") { Separator = ',' },
        new OptionalKey<CacheResourceOptions, CacheTagHeader>(
            "tag_header", ChoiceFormat<CacheTagHeader>.Instance, "none", o => o.TagHeader, (o, v) => o.TagHeader = v,
            "The header in which responses tell a cache in front of the host their tags."),
        new OptionalKey<CacheResourceOptions, TagHeaderForm>(
            "tag_header_form", ChoiceFormat<TagHeaderForm>.Instance, "readable", o => o.TagHeaderForm, (o, v) => o.TagHeaderForm = v,
            "Whether a person can read the tags there."),
        new ListKey<CacheResourceOptions, string>(
            "post_searches", new TextFormat("names of endpoints", IsEndpoint), "[]", o => o.PostSearches,
            "The endpoints whose POST requests change nothing and are cached by their body. Read at start.") { Separator = ',' },
        new ListKey<CacheResourceOptions, string>(
            "warm_up", new TextFormat("paths with their query that begin with '/'", IsPath), "[]", o => o.WarmUp,
            "The paths, with their query, that are computed at start."),
        new OptionalKey<CacheResourceOptions, bool>(
            "requires_shared", BooleanFormat.Instance, "true for templates, false for others", o => o.RequiresShared, (o, v) => o.RequiresShared = v,
            "Whether the resource is cached only where instances share a back end."),
        new OptionalKey<CacheResourceOptions, int>(
            "ttl_jitter_percent", new IntegerFormat(0, TaskerCachingDefaults.MaximumTtlJitterPercent), CommonValue,
            o => o.TtlJitterPercent, (o, v) => o.TtlJitterPercent = v,
            "By how many percent lives are shortened at random."),
        new OptionalKey<CacheResourceOptions, UndeclaredParameters>(
            "undeclared_parameters", ChoiceFormat<UndeclaredParameters>.Instance, CommonValue,
            o => o.UndeclaredParameters, (o, v) => o.UndeclaredParameters = v,
            "What happens to requests with query parameters that their endpoint did not declare."),
        new OptionalKey<CacheResourceOptions, bool>(
            "vary_by_host", BooleanFormat.Instance, CommonValue, o => o.VaryByHost, (o, v) => o.VaryByHost = v,
            "Whether scheme and host of the request are part of the key."),
        new OptionalKey<CacheResourceOptions, bool>(
            "serve_when_detached", BooleanFormat.Instance, "false for strict resources and templates, true for others",
            o => o.ServeWhenDetached, (o, v) => o.ServeWhenDetached = v,
            "Whether entries in memory are served while this instance is out of touch with the shared back end."),
        new OptionalKey<CacheResourceOptions, int>(
            "verify_one_in", new IntegerFormat(0, TaskerCachingDefaults.MaximumVerifyOneIn), CommonValue, o => o.VerifyOneIn, (o, v) => o.VerifyOneIn = v,
            "One in how many hits is computed once more and compared, to find tags that were forgotten; 0 is none."),
        new OptionalKey<CacheResourceOptions, bool>(
            "shadow", BooleanFormat.Instance, "false", o => o.Shadow, (o, v) => o.Shadow = v,
            "Whether the cache only watches: every request runs its handler, and what caching would bring is counted."),
    ]);

    private static bool IsFilter(string text) =>
        text.Length is > 0 and <= MaximumFilterLength && !text.Any(static character => char.IsControl(character) || char.IsWhiteSpace(character));

    private static bool IsEndpoint(string text) => CacheName.FindFlaw(text, CacheName.InResource) is null;

    private static bool IsTargetedField(string text) =>
        text.Length <= MaximumHeaderLength
        && text.EndsWith("-Cache-Control", StringComparison.OrdinalIgnoreCase)
        && text.All(static character => char.IsAsciiLetterOrDigit(character) || character == '-');

    private static bool IsPath(string text) =>
        text.Length is > 0 and <= MaximumWarmUpLength && text[0] == '/' && !text.Any(char.IsControl) && !text.Contains(' ', StringComparison.Ordinal);
}

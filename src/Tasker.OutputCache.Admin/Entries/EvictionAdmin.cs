using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Status;

namespace Tasker.OutputCache.Admin.Entries;

/// <summary>The handlers that evict, and that say what was evicted.</summary>
internal sealed class EvictionAdmin(ICacheEvictor evictor, PatternRemoval patterns, StatsCollector stats, EvictionPreview preview)
{
    private const int MaximumTags = 1000;
    private const string DryRun = "dry-run";
    private const string NoPartitions = "You may not evict the responses of single tenants or users: the host does not let you see partitions.";
    private const int MaximumNotes = 256;
    private const int MaximumPatternLength = 512;

    public Task GetEvictionsAsync(HttpContext context) =>
        AdminReply.WriteAsync(context, stats.ReadEvictions(new AdminCaller(context), MaximumNotes), AdminJson.Default.EvictionNoteBodyArray);

    public async Task PostEvictionsAsync(HttpContext context)
    {
        if (await AdminReply.ReadAsync(context, AdminJson.Default.EvictionBody, "eviction") is not { } body)
        {
            return;
        }

        var caller = new AdminCaller(context);
        if (body is not { Tenant: null, User: null } && !caller.MaySeePartitions)
        {
            await AdminReply.RefuseAsync(context, StatusCodes.Status403Forbidden, NoPartitions);
            return;
        }

        if (body.Pattern is { } pattern)
        {
            await RemoveAsync(context, body, pattern, caller);
            return;
        }

        if (!TryReadTags(body, out var tags, out var mode, out var flaw))
        {
            await AdminReply.RefuseAsync(context, StatusCodes.Status400BadRequest, flaw);
            return;
        }

        if (body.DryRun == true)
        {
            var (entries, note, refusal) = preview.Count(tags, caller);
            await AdminReply.WriteAsync(context, new EvictionAnswer(DryRun, [.. tags.Select(static tag => tag.ToString())], Note: note, Reason: refusal, Entries: entries), AdminJson.Default.EvictionAnswer);
            return;
        }

        EvictionOutcome outcome;
        using (EvictionAuthor.Use(caller.Name))
        {
            // The caller may go; what he has evicted stays evicted.
            outcome = await EvictAsync(evictor, tags, mode);
        }

        await AdminReply.WriteAsync(context, new EvictionAnswer(EvictionResultText.Of(outcome.Result), [.. tags.Select(static tag => tag.ToString())], Reason: outcome.Reason), AdminJson.Default.EvictionAnswer);
    }

    private async Task RemoveAsync(HttpContext context, EvictionBody body, string pattern, AdminCaller caller)
    {
        if (body != new EvictionBody { Pattern = pattern, DryRun = body.DryRun } || pattern.Length is 0 or > MaximumPatternLength || pattern.Any(char.IsControl))
        {
            await AdminReply.RefuseAsync(context, StatusCodes.Status400BadRequest, $"A pattern stands alone, and has from 1 to {MaximumPatternLength} characters, none of them a control character.");
            return;
        }

        if (pattern.Contains('@', StringComparison.Ordinal) && !caller.MaySeePartitions)
        {
            await AdminReply.RefuseAsync(context, StatusCodes.Status403Forbidden, NoPartitions);
            return;
        }

        if (body.DryRun == true)
        {
            var (entries, note) = preview.Count(pattern, caller);
            await AdminReply.WriteAsync(context, new EvictionAnswer(DryRun, [], Note: note, Entries: entries), AdminJson.Default.EvictionAnswer);
            return;
        }

        // A number would tell whether a user has an entry.
        var answer = await patterns.RemoveAsync(pattern, context.RequestAborted);
        answer = caller.MaySeePartitions ? answer : answer with { Removed = null };
        await AdminReply.WriteAsync(context, answer, AdminJson.Default.EvictionAnswer);
    }

    /// <summary>Evicts, and says why something was refused, as far as the host has not put an evictor of its own in the place of ours.</summary>
    public static async ValueTask<EvictionOutcome> EvictAsync(ICacheEvictor evictor, IReadOnlyCollection<CacheTag> tags, EvictionMode mode)
    {
        if (evictor is CacheEvictor own)
        {
            return await own.EvictAndTellAsync(tags, mode, CancellationToken.None);
        }

        try
        {
            return new EvictionOutcome(await evictor.EvictAsync(tags, mode, CancellationToken.None), null);
        }
        catch (EvictionRefusedException refused)
        {
            // In Development, ours throws out of an evictor that wraps it. The tags that are good have been evicted.
            return new EvictionOutcome(EvictionResult.Refused, refused.Message);
        }
    }

    private static bool TryReadTags(EvictionBody body, out List<CacheTag> tags, out EvictionMode mode, out string flaw)
    {
        tags = [];
        mode = EvictionMode.Hard;
        flaw = string.Empty;
        try
        {
            if (body.Mode is { } named && (!Enum.TryParse(named, ignoreCase: true, out mode) || !Enum.IsDefined(mode)))
            {
                flaw = $"The mode '{named}' is none. It is 'hard' or 'soft'.";
                return false;
            }

            foreach (var tag in body.Tags ?? [])
            {
                tags.Add(CacheTag.FromString(tag));
            }

            if (body.Resource is { } resource)
            {
                tags.Add(ReadResource(resource, body));
            }

            if (body.Everything == true)
            {
                tags.Add(CacheTag.Everything);
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            flaw = exception.Message;
            return false;
        }

        flaw = tags.Count switch
        {
            0 => "Nothing is named. Give 'tags', or a 'resource' with its 'dimensions', or 'everything': true.",
            > MaximumTags => $"At most {MaximumTags} tags can be evicted at once.",
            _ => string.Empty,
        };
        return flaw.Length == 0;
    }

    private static CacheTag ReadResource(string resource, EvictionBody body)
    {
        var tag = CacheTag.For(resource);
        foreach (var (dimension, value) in body.Dimensions ?? [])
        {
            tag = tag.With(dimension, value);
        }

        tag = body.Tenant is { } tenant ? tag.ForTenant(tenant) : tag;
        return body.User is { } user ? tag.ForUser(user) : tag;
    }
}

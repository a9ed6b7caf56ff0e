using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>A look-up whose entry has the version of its data.</summary>
internal sealed class RevivableWork(string key, ResourceSettings settings, string[] tags, Func<Task<string?>> validate) : CacheOperation(key, settings)
{
    public override EntryTags Known { get; } = new(tags);

    public override ContentReader Reader => static payload => StoredResponse.Read(payload);

    public override bool MayRevive => true;

    public string? Version { get; private set; }

    public override async ValueTask<CachedContent?> ValidateAsync(CachedContent? held, TimeProvider clock, CancellationToken cancellationToken)
    {
        Version = await validate();
        return held is StoredResponse { Version: { } version } response && version == Version ? response.Renewed(clock.GetUtcNow()) : null;
    }
}

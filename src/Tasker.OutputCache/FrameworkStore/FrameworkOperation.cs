using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Responses.Stored;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>A request to an endpoint with the framework's own policies only, or a direct call of the store.</summary>
internal sealed class FrameworkOperation(string key, ResourceSettings settings) : CacheOperation(key, settings)
{
    private static readonly ContentReader ReadPlain = static payload => StoredResponse.Read(payload, isPlain: true, framing: FrameworkForm.Write) ?? (CachedContent?)OpaqueResponse.Read(payload);

    private static PrefixHead? _head;

    private EntryTags? _tags;

    public override EntryTags Known => _tags ??= new EntryTags([TagText.ForKey(Key)]);

    public override ContentReader Reader => ReadPlain;

    /// <inheritdoc/>
    public override string Shape => "plain";

    /// <summary>Lists the tags of the response: that of its key, and those of the framework's policies.</summary>
    public EntryTags AllTags(ITagExpander expander, ReadOnlySpan<string> tags)
    {
        if (tags.IsEmpty)
        {
            return Known;
        }

        var all = new EntryTagsBuilder(Known);
        HandlerTag.AddTo(all, tags, expander);
        return all.Build();
    }

    /// <summary>Gets the key of an entry. The framework's keys hold control characters and know no bound, so they are hashed.</summary>
    public static string KeyOf(ResourceSettings settings, string key) =>
        $"{HeadOf(settings.KeyPrefix)}{KeyEscaping.PlainMark}:{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    // The same prefix every time, but for tests and reloads.
    private static string HeadOf(string prefix)
    {
        var head = _head;
        if (head?.Prefix != prefix)
        {
            _head = head = new PrefixHead(prefix, KeyHead.HeadOf(prefix));
        }

        return head.Text;
    }

    private sealed record PrefixHead(string Prefix, string Text);
}

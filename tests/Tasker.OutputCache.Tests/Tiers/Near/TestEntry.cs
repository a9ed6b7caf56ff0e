using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Tests.Tiers.Near;

internal sealed class TestEntry(string key, long payload = 0, long expiresAt = long.MaxValue) : NearEntry(key, payload, expiresAt)
{
    public bool IsVoid { get; set; }

    public int Stamp { get; init; }

    /// <summary>An entry whose size is exactly that.</summary>
    public static TestEntry OfSize(string key, long size) => new(key, size - Overhead - (2 * key.Length));

    public override bool MayReplace(NearEntry held) => Stamp >= ((TestEntry)held).Stamp;
}

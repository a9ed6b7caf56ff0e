using System.Globalization;
using System.Text;
using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Tiers;

/// <summary>What stands under the key of a lease: where in the log its holder began and its token, or the mark that says not to wait.</summary>
/// <param name="Text">Sixteen hexadecimal digits and the token, or the mark; <see langword="null"/> if there is no lease.</param>
/// <param name="Cas">The token of the item.</param>
internal readonly record struct LeaseItem(string? Text, ulong Cas)
{
    private const int Digits = 16;
    private const string Mark = "-";

    /// <summary>The mark that says not to wait.</summary>
    public static readonly byte[] DoNotWait = Encoding.ASCII.GetBytes(Mark);

    public bool IsThere => Text is not null;

    public bool IsMark => Text == Mark;

    public static LeaseItem From(in MemcachedReply reply) =>
        reply.Value is { } value ? new LeaseItem(Encoding.UTF8.GetString(value), reply.Cas) : default;

    public static byte[] Of(FarLease lease) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{lease.Horizon:x16}{lease.Token}"));

    public bool IsOf(string? token) => token is { Length: > 0 } && Text is { Length: > Digits } text && text.AsSpan(Digits).SequenceEqual(token);

    /// <summary>Says whether what its holder computes is void for the caller.</summary>
    public bool IsOutdatedFor(FarLease lease) =>
        Text is { Length: > Digits } text
        && long.TryParse(text.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var horizon)
        && horizon < lease.Marker;
}

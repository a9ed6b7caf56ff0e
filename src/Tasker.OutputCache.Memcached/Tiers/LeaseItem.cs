using System.Text;
using Tasker.OutputCache.Memcached.Protocol;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Memcached.Tiers;

/// <summary>What stands under the key of a lease: its holder's token, or the mark that nobody is to wait.</summary>
/// <param name="Holder">The token, or <see langword="null"/> if there is no lease.</param>
/// <param name="Cas">The token of the item.</param>
internal readonly record struct LeaseItem(string? Holder, ulong Cas)
{
    private const string Mark = "-";

    /// <summary>What says that nobody is to wait.</summary>
    public static readonly byte[] DoNotWait = Encoding.ASCII.GetBytes(Mark);

    public bool IsThere => Holder is not null;

    public bool IsMark => Holder == Mark;

    public static LeaseItem From(in MemcachedReply reply) =>
        reply.Value is { } value ? new LeaseItem(Encoding.UTF8.GetString(value), reply.Cas) : default;

    public static byte[] Of(string token) => Encoding.UTF8.GetBytes(token);

    public bool IsOf(string? token) => token is { Length: > 0 } && !IsMark && string.Equals(Holder, token, StringComparison.Ordinal);

    /// <summary>Says what a reader with that token is told.</summary>
    public FarLeaseState StateFor(string token) => this switch
    {
        { IsMark: true } => FarLeaseState.DoNotWait,
        _ when IsOf(token) => FarLeaseState.Granted,
        _ => FarLeaseState.Held,
    };
}

using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching.Memcached.Connections;

namespace Tasker.Caching.Memcached.Tests.Connections;

public sealed class ServerRingTests
{
    private const int Keys = 3000;

    private static ServerRing RingOf(params string[] hosts) => new([.. hosts.Select(static host => new ServerPool(
        new MemcachedConnector(new ServerAddress(host, 11211), MemcachedUrl.Parse("tcp://x", out _)!, null, TimeSpan.FromSeconds(1), ConnectionLimits.With(TimeSpan.FromSeconds(1)), TimeProvider.System),
        1, hasLog: false, TimeProvider.System, NullLogger.Instance))]);

    private static string[] Placed(ServerRing ring) =>
        [.. Enumerable.Range(0, Keys).Select(i => ring.For(Encoding.ASCII.GetBytes($"tasker:analytics:performance:{i}")).Address.Host)];

    [Fact]
    public void For_ManyKeys_SpreadsThemEvenly()
    {
        var counts = Placed(RingOf("a", "b", "c")).CountBy(static host => host).ToDictionary();

        Assert.Equal(3, counts.Count);
        Assert.All(counts.Values, static count => Assert.InRange(count, Keys / 3 * 0.85, Keys / 3 * 1.15));
    }

    [Fact]
    public void For_AnotherServerOrOrder_MovesNoMoreThanItsShare()
    {
        var before = Placed(RingOf("a", "b", "c"));

        Assert.Equal(before, Placed(RingOf("c", "a", "b")));
        var after = Placed(RingOf("a", "b", "c", "d"));
        Assert.All(before.Zip(after), static pair => Assert.True(pair.First == pair.Second || pair.Second == "d"));
        Assert.InRange(after.Count(static host => host == "d"), Keys / 4 * 0.8, Keys / 4 * 1.2);
    }

    // Every process and every version must agree.
    [Fact]
    public void Hash_KnownText_IsTheAgreedOne() => Assert.Equal(StableHash.Of("a"u8, 0), ReferenceHash("a"));

    private static ulong ReferenceHash(string text)
    {
        var hash = System.Numerics.BigInteger.Parse("14695981039346656037", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211 % (System.Numerics.BigInteger.One << 64);
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd % (System.Numerics.BigInteger.One << 64);
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53 % (System.Numerics.BigInteger.One << 64);
        return (ulong)(hash ^ (hash >> 33));
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tasker.Caching.Engine;
using Tasker.Caching.Entries;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.FrameworkStore;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers;

public sealed class EntryCodecTests
{
    private static readonly Gen<string> Text = Gen.Elements("", "a", "*", "analytics|namespace=payments", "\u00e4\u20ac\U0001F600", new string('x', 300));

    private static readonly Gen<EntryHeader> Headers =
        from generation in Text
        from key in Text
        from horizon in Gen.Choose(0, int.MaxValue).Select(static value => value * 4_000_000L)
        from created in Gen.Choose(0, int.MaxValue)
        from fresh in Gen.Choose(0, 100_000)
        from shape in Text
        from resources in Gen.Choose(0, 3).SelectMany(static count => Text.ArrayOf(count))
        from dimensions in Text
        from count in Gen.Choose(0, 20)
        from tags in Text.ArrayOf(count)
        select new EntryHeader
        {
            Generation = generation,
            Horizon = horizon,
            Key = key,
            Shape = shape,
            Created = DateTimeOffset.UnixEpoch.AddSeconds(created),
            FreshUntil = DateTimeOffset.UnixEpoch.AddSeconds(created).AddSeconds(fresh),
            Sets = [.. resources.Select(resource => new ResourceSet(resource, dimensions))],
            Tags = tags,
        };

    private static readonly Gen<StoredResponse> Responses =
        from status in Gen.Choose(200, 599)
        from count in Gen.Choose(0, 5)
        from names in Gen.Elements("X-A", "content-type", "ETag", "~", new string('x', 300)).ArrayOf(count)
        from values in Gen.Choose(0, 3).SelectMany(static n => Text.ArrayOf(n)).ArrayOf(count)
        from length in status is 204 or 205 or 304 ? Gen.Constant(0) : Gen.Elements(0, 1, 127, 128, 20_000)
        select new StoredResponse(status, [.. names.Zip(values, static (name, value) => new StoredHeader(name, value))], new byte[length]);

    private static readonly EntryHeader Header = new()
    {
        Generation = "g",
        Horizon = 77,
        Key = "tasker:analytics:performance:24",
        Shape = "0123456789abcdef",
        Created = DateTimeOffset.UnixEpoch,
        FreshUntil = DateTimeOffset.UnixEpoch.AddMinutes(1),
        Sets = [new ResourceSet("analytics", "namespace")],
        Tags = ["analytics", "analytics|namespace=*"],
    };

    private static byte[] Sample() =>
        EntryCodec.Write(Header, new StoredResponse(200, [new StoredHeader("Content-Type", "text/plain")], "Hello"u8)).ToArray();

    private static bool IsRead(ReadOnlyMemory<byte> bytes, string? key = null) =>
        EntryCodec.TryRead(bytes, new(key ?? Header.Key), out _, out var payload) && StoredResponse.Read(payload) is not null;

    [Fact]
    public void TryRead_WhateverWasWritten_IsTheSame() =>
        Prop.ForAll(Headers.Zip(Responses).Zip(Gen.Elements(0, 128, int.MaxValue)).ToArbitrary(), static pair =>
        {
            var ((header, response), threshold) = pair;

            Assert.True(EntryCodec.TryRead(EntryCodec.Write(header, response, threshold), new(header.Key), out var read, out var payload));

            Assert.Equal(header with { Sets = [], Tags = [] }, read! with { Sets = [], Tags = [] });
            Assert.Equal(header.Sets, read.Sets);
            Assert.Equal(header.Tags, read.Tags);
            var content = StoredResponse.Read(payload)!;
            Assert.Equal(response.Status, content.Status);
            Assert.Equal(response.Body.ToArray(), content.Body.ToArray());
            Assert.Equal(response.Headers.Select(static h => (h.Name, string.Join('\n', (IEnumerable<string?>)h.Values), h.Values.Count)), content.Headers.Select(static h => (h.Name, string.Join('\n', (IEnumerable<string?>)h.Values), h.Values.Count)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    // What the reader expects saves strings, and changes nothing else.
    [Fact]
    public void TryRead_WhateverIsExpected_IsTheSame() =>
        Prop.ForAll(Headers.Zip(Headers).ToArbitrary(), static pair =>
        {
            var (header, other) = pair;
            var bytes = EntryCodec.Write(header, new StoredResponse(200, [], "body"u8));
            EntryTags[] tags =
            [
                new(header.Tags, header.Sets), new(other.Tags, other.Sets), new([.. header.Tags, "more"], [.. header.Sets, default]), new([.. header.Tags.Skip(1)], [.. header.Sets.Skip(1)]),
            ];
            foreach (var expected in tags)
            {
                var expectation = new EntryExpectation(header.Key, other.Generation, header.Shape, expected);
                Assert.True(EntryCodec.TryRead(bytes, expectation, out var read, out _));
                Assert.Equal(header with { Sets = [], Tags = [] }, read with { Sets = [], Tags = [] });
                Assert.Equal(header.Sets, read.Sets);
                Assert.Equal(header.Tags, read.Tags);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void TryRead_TagsThatAreExpected_AreTheSameList()
    {
        var tags = new EntryTags(["analytics", "analytics|namespace=*"], [new ResourceSet("analytics", "namespace")]);

        Assert.True(EntryCodec.TryRead(Sample(), new EntryExpectation(Header.Key, Tags: tags), out var read, out _));

        Assert.Same(tags.Names, read.Tags);
        Assert.Same(tags.Sets, read.Sets);
    }

    [Fact]
    public void Write_OverTheThreshold_IsCompressed()
    {
        var content = new StoredResponse(200, [], new byte[20_000]);

        Assert.True(EntryCodec.Write(Header, content, 20_000).Length < 1000);
        Assert.True(EntryCodec.Write(Header, content, 30_000).Length > 20_000);
    }

    [Fact]
    public void Write_ContentThatDoesNotGetSmaller_IsNotCompressed()
    {
        var body = new byte[20_000];
        new Random(3).NextBytes(body);
        var content = new StoredResponse(200, [], body);

        Assert.Equal(EntryCodec.Write(Header, content).Length, EntryCodec.Write(Header, content, 0).Length);
    }

    [Fact]
    public void TryRead_FewBytesThatBecomeMany_AreRefusedPastTheLimit()
    {
        var bytes = EntryCodec.Write(Header, new StoredResponse(200, [], new byte[20_000]), 0);

        Assert.True(EntryCodec.TryRead(bytes, new(Header.Key), out _, out _, maximumLength: 30_000));
        Assert.False(EntryCodec.TryRead(bytes, new(Header.Key), out _, out _, maximumLength: 20_000));
    }

    // The limit of what a few bytes may become is the limit of what many may be.
    [Fact]
    public void TryRead_PlainBytesPastTheLimit_AreRefused()
    {
        var bytes = EntryCodec.Write(Header, new StoredResponse(200, [], new byte[20_000]));

        Assert.True(EntryCodec.TryRead(bytes, new(Header.Key), out _, out _, maximumLength: 30_000));
        Assert.False(EntryCodec.TryRead(bytes, new(Header.Key), out _, out _, maximumLength: 20_000));
    }

    [Fact]
    public void Write_Stamp_StandsWhereTheTierComparesIt()
    {
        var bytes = Sample();

        Assert.Equal(77.ToString("x16", CultureInfo.InvariantCulture), Encoding.ASCII.GetString(bytes, FarEntryPrefix.StampOffset, FarEntryPrefix.StampLength));
        Assert.NotEqual(bytes.AsSpan(0, FarEntryPrefix.Length).ToArray(), Sample().AsSpan(0, FarEntryPrefix.Length).ToArray());
    }

    [Fact]
    public void TryRead_EveryTruncation_IsRefused()
    {
        var bytes = Sample();

        Assert.True(IsRead(bytes));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(IsRead(bytes.AsMemory(0, length)), $"length {length}");
        }
    }

    [Fact]
    public void TryRead_EverySingleBitFlipped_IsRefused()
    {
        var bytes = Sample();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(IsRead(bytes), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(IsRead(bytes));
    }

    [Fact]
    public void TryRead_OtherKey_IsRefused() => Assert.False(IsRead(Sample(), "tasker:analytics:performance:48"));

    [Fact]
    public void TryRead_OtherVersionWithAGoodChecksum_IsRefused()
    {
        var bytes = Sample();
        bytes[2]++;

        Assert.False(IsRead(Seal(bytes)));
        bytes[2]--;
        Assert.True(IsRead(Seal(bytes)));
    }

    // Damage behind a good checksum, such as another program would write: every 32-bit field in turn says something monstrous.
    [Fact]
    public void TryRead_HugeOrNegativeCounts_NeverThrow()
    {
        var sample = Sample();
        foreach (var value in new[] { int.MaxValue, int.MinValue, -1, 1_000_000, 1024 })
        {
            for (var offset = FarEntryPrefix.Length + 4; offset + 4 <= sample.Length; offset++)
            {
                var bytes = (byte[])sample.Clone();
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
                IsRead(Seal(bytes));
            }
        }
    }

    [Fact]
    public void TryRead_Garbage_IsRefused() =>
        Prop.ForAll(Gen.Choose(0, 255).Select(static value => (byte)value).ArrayOf().ToArbitrary(), static bytes =>
        {
            Assert.False(IsRead(bytes));
            var sealedBytes = Sample();
            bytes.AsSpan(0, Math.Min(bytes.Length, sealedBytes.Length - 40)).CopyTo(sealedBytes.AsSpan(40));
            IsRead(Seal(sealedBytes));
            StoredResponse.Read(bytes);
            FrameworkFormat.TryRead(bytes, null, isPlain: false, out _);
            FrameworkFormat.TryRead([2, .. bytes], null, isPlain: false, out _);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static byte[] Seal(byte[] bytes)
    {
        var crc = uint.MaxValue;
        crc = Crc(crc, bytes.AsSpan(0, FarEntryPrefix.Length));
        crc = Crc(crc, bytes.AsSpan(FarEntryPrefix.Length + 4));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(FarEntryPrefix.Length), crc);
        return bytes;
    }

    // Bit by bit, so that it shares no code with what it checks.
    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return crc;
    }
}

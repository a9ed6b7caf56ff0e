using System.Text;

namespace Tasker.Caching.Memcached.Tests;

public sealed class MemcachedKeyTests
{
    [Theory]
    [InlineData("tasker:analytics:performance:24")]
    [InlineData("grün:東京")]
    public void Of_PlainKey_StaysAsItIs(string key) => Assert.Equal(key, Encoding.UTF8.GetString(MemcachedKey.Of(key)));

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("line\r\nmd other")]
    [InlineData("nul\0")]
    [InlineData("del\x7f")]
    [InlineData("hash#sign")]
    public void Of_WhatTheServerWouldMisread_IsHashed(string key) => AssertHashed(key);

    [Fact]
    public void Of_LongKey_IsHashedAndKeepsItsBeginning()
    {
        var key = "tasker:analytics:" + new string('é', 200);

        AssertHashed(key);
        Assert.StartsWith("tasker:analytics:", Encoding.ASCII.GetString(MemcachedKey.Of(key)), StringComparison.Ordinal);
        Assert.NotEqual(MemcachedKey.Of(key), MemcachedKey.Of(key + "x"));
    }

    private static void AssertHashed(string key)
    {
        var bytes = MemcachedKey.Of(key);

        Assert.InRange(MemcachedKey.LeaseOf(bytes).Length, 1, MemcachedKey.MaximumLength);
        Assert.DoesNotContain(bytes, static value => value is <= (byte)' ' or 0x7f);
        Assert.NotEqual(Encoding.UTF8.GetBytes(key), bytes);
    }

    [Fact]
    public void LeaseOf_LongestPlainKey_Fits() =>
        Assert.True(MemcachedKey.LeaseOf(MemcachedKey.Of(new string('k', 240))).Length <= MemcachedKey.MaximumLength);
}

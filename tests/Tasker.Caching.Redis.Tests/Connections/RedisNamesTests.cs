using Tasker.Caching.Engine;
using Tasker.Caching.Objects;
using Tasker.Caching.Objects.Distributed;

namespace Tasker.Caching.Redis.Tests.Connections;

public sealed class RedisNamesTests
{
    private static readonly string[] Prefixes = ["a", "a:a", "a:evictions", "a:distributed", "a:leases", "a:0", "a%3Aa", "a}", "{a", "{a}:lease", "a@0", "a.evictions"];
    private static readonly string[] Keys = ["a", "evictions", "lease", "a:evictions", "}:lease", "{a}", "x}:evictions", "distributed:a", ":", "%3A"];

    /// <summary>Logs, leases, entries and values of deployments whose prefixes contain each other.</summary>
    [Fact]
    public void Names_OfAllKinds_AreNeverEachOthers()
    {
        var all = new Dictionary<string, string>();
        foreach (var prefix in Prefixes)
        {
            var settings = new ResourceSettingsResolver(new TaskerCachingOptions { KeyPrefix = prefix }).Get("evictions");
            Add(new RedisNames(prefix).Log, $"log of {prefix}");
            foreach (var key in Keys)
            {
                Add(TaskerDistributedCache.NameOf(prefix, key), $"value {key} of {prefix}");
                AddEntry(new ObjectNames(settings, salt: null).KeyOf(key), $"object {key} of {prefix}");
                AddEntry(ResponseOf(prefix, key), $"response {key} of {prefix}");
            }
        }

        Assert.Equal(Prefixes.Length * (1 + (Keys.Length * 5)), all.Count);

        void AddEntry(string key, string what)
        {
            Add(key, what);
            Add(RedisNames.LeaseOf(key), $"lease of {what}");
        }

        void Add(string name, string what) => Assert.True(all.TryAdd(name, what), $"{what} and {all.GetValueOrDefault(name)} are both {name}");
    }

    [Fact]
    public void Channels_OfAllKinds_AreNeverEachOthers()
    {
        var channels = Prefixes.SelectMany(static prefix => new[] { 0, 1, 10 }.SelectMany(database => new[] { new RedisNames(prefix).EvictionsOf(database), new RedisNames(prefix).LeasesOf(database) })).ToList();

        Assert.Equal(channels.Count, channels.Distinct().Count());
    }

    private static string ResponseOf(string prefix, string value)
    {
        var writer = new KeyWriter(stackalloc char[64]);
        try
        {
            KeyHead.Write(ref writer, prefix, "distributed", value);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }
}

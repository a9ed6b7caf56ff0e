using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.Caching.Entries;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Responses.Stored;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Security;

/// <summary>
/// A stranger writes into the shared tier, with good checksums. He can say what he likes in a body; no request fails for it, no
/// header breaks out of its line, and what he has written goes when it is evicted, and when its time is up.
/// </summary>
public abstract class HostileEntryContract : HttpContract
{
    private const string Planted = "planted";

    private readonly InMemoryEvictionLog _log = new(TimeProvider.System, TimeSpan.FromHours(1));

    private readonly SharedTier _tier = new();
    private int _runs;

    public static TheoryData<string> Refused => [.. Forgeries.Keys];

    private static readonly Dictionary<string, Func<StoredResponse>> Forgeries = new()
    {
        ["status 0"] = static () => Response(0),
        ["status -1"] = static () => Response(-1),
        ["status 101"] = static () => Response(101),
        ["status 199"] = static () => Response(199),
        ["status 600"] = static () => Response(600),
        ["status 2147483647"] = static () => Response(int.MaxValue),
        ["204 with a body"] = static () => Response(204),
        ["205 with a body"] = static () => Response(205),
        ["304 with a body"] = static () => Response(304),
        ["line break in a value"] = static () => Response(200, new StoredHeader("X-A", "a\r\nSet-Cookie: session=stolen")),
        ["line feed in a value"] = static () => Response(200, new StoredHeader("X-A", "a\nb")),
        ["null in a value"] = static () => Response(200, new StoredHeader("X-A", "a\0b")),
        ["line break in the second value"] = static () => Response(200, new StoredHeader("X-A", new StringValues(["a", "b\r\n"]))),
        ["line break in a name"] = static () => Response(200, new StoredHeader("X-A: b\r\nX-B", "c")),
        ["colon in a name"] = static () => Response(200, new StoredHeader("X-A:", "c")),
        ["space in a name"] = static () => Response(200, new StoredHeader("X A", "c")),
        ["empty name"] = static () => Response(200, new StoredHeader(string.Empty, "c")),
        ["name beyond ASCII"] = static () => Response(200, new StoredHeader("X-\u00c4", "c")),
        ["cookie for everybody"] = static () => Response(200, new StoredHeader("set-cookie", "session=stolen")),
    };

    private static StoredResponse Response(int status, params StoredHeader[] headers) => new(status, headers, Encoding.UTF8.GetBytes(Planted));

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Get_EntryThatNoServerCanSend_RunsTheHandler(string forgery)
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        Plant(Forgeries[forgery]());

        var response = await app.Client.GetAsync("/report", Token);

        Assert.Equal((200, "run 2"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token)));
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal("run 2", await app.Client.GetStringAsync("/report", Token));
    }

    [Fact]
    public async Task Get_HeadersOfAConnection_AreNotSent()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        Plant(Response(
            200, new StoredHeader("Connection", "close, X-Hop"), new StoredHeader("X-Hop", "1"), new StoredHeader("Transfer-Encoding", "chunked"),
            new StoredHeader("Content-Length", "99999"), new StoredHeader("content-length", "1"), new StoredHeader("Trailer", "X-T")));

        var response = await app.Client.GetAsync("/report", Token);

        Assert.Equal((200, Planted), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token)));
        Assert.Equal(Planted.Length, response.Content.Headers.ContentLength);
        Assert.False(response.Headers.Contains("X-Hop"));
    }

    // Nobody can see by its bytes that it is no good; an eviction gets rid of it all the same.
    [Theory]
    [InlineData("as it is")]
    [InlineData("no tags")]
    [InlineData("other tags")]
    public async Task Evict_PlantedEntry_IsGone(string forgery)
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        Plant(Response(200), header => forgery switch
        {
            "no tags" => header with { Tags = [] },
            "other tags" => header with { Tags = ["x"] },
            _ => header,
        });
        Assert.Equal(Planted, await app.Client.GetStringAsync("/report", Token));

        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "payments")], Token);
        Assert.Equal("run 2", await app.Client.GetStringAsync("/report", Token));
        await WaitAsync(() => _tier.Fills == 2, "it is stored");

        // And again, for a host that has nothing in memory.
        await using var other = await StartAsync();
        Assert.Equal("run 2", await other.Client.GetStringAsync("/report", Token));
    }

    // A stamp above everything: no eviction would ever be later, and no fill would ever take its place.
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(EvictionSequence.Maximum)]
    [InlineData(-1)]
    public async Task Get_StampThatNoLogHasReached_IsVoidAndReplaced(long stamp)
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        Plant(Response(200), header => header with { Horizon = stamp });

        Assert.Equal("run 2", await app.Client.GetStringAsync("/report", Token));
        await WaitAsync(() => _tier.Fills == 2, "it is stored");
        await using var other = await StartAsync();
        Assert.Equal("run 2", await other.Client.GetStringAsync("/report", Token));
    }

    public static TheoryData<string, string> Times => new()
    {
        { "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z" },
        { "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
        { "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z" },
        { "2000-01-01T00:00:00Z", "2200-01-01T00:00:00Z" },
        { "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public async Task Get_TimesThatCantBe_NeverFailsAndEndsInAMonth(string created, string freshUntil)
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        Plant(Response(200), header => header with
        {
            Created = DateTimeOffset.Parse(created, System.Globalization.CultureInfo.InvariantCulture),
            FreshUntil = DateTimeOffset.Parse(freshUntil, System.Globalization.CultureInfo.InvariantCulture),
        });

        for (var i = 0; i < 2; i++)
        {
            var response = await app.Client.GetAsync("/report", Token);
            Assert.Equal(200, (int)response.StatusCode);
            Assert.InRange(response.Headers.Age ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(31));
        }

        var month = TimeProvider.System.GetTimestamp() + (31 * 24 * 3600 * TimeProvider.System.TimestampFrequency);
        Assert.All(app.Services.GetRequiredService<NearTier>().Snapshot().OfType<CachedEntry>(), entry =>
        {
            Assert.InRange(entry.FreshUntil, long.MinValue, month);
            Assert.InRange(entry.ExpiresAt, long.MinValue, month);
        });
    }

    // An entry of an endpoint with the framework's own policies, in a form that only the framework reads.
    [Theory]
    [InlineData("")]
    [InlineData("\u0000")]
    [InlineData("\u0002")]
    [InlineData("\u0002\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")]
    [InlineData("\u0002\u0001\u0001\u0001\u00ff\u00ff\u00ff\u00ff\u0007")]
    [InlineData("\u0007garbage")]
    public async Task Get_PlainEndpoint_NeverFails(string bytes)
    {
        await using var app = await StartAsync();
        await FillAsync(app, "/plain");
        _tier.Replace((key, value) =>
        {
            Assert.True(EntryCodec.TryRead(value, new(key), out var header, out _));
            return EntryCodec.Write(header!, new OpaqueResponse(Encoding.Latin1.GetBytes(bytes)));
        });

        var response = await app.Client.GetAsync("/plain", Token);

        Assert.Equal((200, "run 2"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task Get_EntryOverTheLimit_IsNotKept()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        Plant(new StoredResponse(200, [], new byte[4 << 20]));

        Assert.Equal("run 2", await app.Client.GetStringAsync("/report", Token));
    }

    private void Plant(StoredResponse response, Func<EntryHeader, EntryHeader>? change = null) => _tier.Replace((key, value) =>
    {
        Assert.True(EntryCodec.TryRead(value, new(key), out var header, out _));
        return EntryCodec.Write(change?.Invoke(header!) ?? header!, response);
    });

    private async Task FillAsync(TestApp reader, string path = "/report")
    {
        await using var writer = await StartAsync();
        Assert.Equal("run 1", await writer.Client.GetStringAsync(path, Token));
        await WaitAsync(() => _tier.Count == 1, "the fill");
        Assert.Equal(0, reader.Services.GetRequiredService<NearTier>().GetStatistics().Entries);
    }

    private Task<TestApp> StartAsync() => StartAsync(
        app =>
        {
            app.MapGet("/report", () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("report", vary: ["namespace"]);
            app.MapGet("/plain", () => $"run {Interlocked.Increment(ref _runs)}").CacheOutput();
        },
        static options =>
        {
            options.Backend = "redis";
            options.OperationTimeout = TimeSpan.FromSeconds(30);
            options.MaxBodyBytes = 1 << 20;
        },
        services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(_log, _tier)));
}

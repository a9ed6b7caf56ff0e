using Tasker.Caching.Engine;
using Xunit;
using static Tasker.OutputCache.Tests.Tiers.EngineNode;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>Random schedules of what may happen to computations: at most one is led per key and epoch, and no waiter is lost.</summary>
public sealed class ScheduleTests : EngineTests
{
    private const int Steps = 60;
    private static readonly string[] Keys = ["a", "b"];

    private readonly List<Request> _requests = [];
    private readonly Dictionary<string, List<Eviction>> _evictions = Keys.ToDictionary(static key => key, static _ => new List<Eviction>());

    /// <summary>The ticks of the view before an eviction and after it.</summary>
    private sealed record Eviction(long Before, long After);

    private sealed class Request(TestWork work)
    {
        public TestWork Work => work;

        public CancellationTokenSource Gone { get; } = new();

        public required Task<CacheLookup> Lookup { get; set; }

        /// <summary>The epoch in which it came.</summary>
        public int CameIn { get; init; }

        public bool IsDone { get; set; }

        public bool IsWaiting => !Lookup.IsCompleted;

        public bool IsLeading => Lookup.IsCompletedSuccessfully && Work.Leads && !IsDone;
    }

    [Fact]
    public async Task RandomSchedules_OneLeaderPerKeyAndEpoch_AndNobodyIsLost()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            await RunAsync(new Random(seed), seed);
        }
    }

    private async Task RunAsync(Random random, int seed)
    {
        _requests.Clear();
        for (var step = 0; step < Steps; step++)
        {
            var key = Keys[random.Next(Keys.Length)];
            var leader = _requests.Find(request => request.IsLeading && request.Work.Key == key);
            switch (random.Next(10))
            {
                case < 4:
                    Start(key);
                    break;
                case 4 when leader is not null:
                    leader.IsDone = true;
                    A.Store(leader.Work, $"{key} {LatestEpochOf(leader)}");
                    break;
                case 5 when leader is not null:
                    leader.IsDone = true;
                    leader.Work.Computation?.Fail();
                    break;
                case 6 when leader is not null && random.Next(3) == 0:
                    leader.IsDone = true;
                    leader.Work.Computation?.NotCacheable();
                    break;
                case 7 when _requests.Find(static request => request.IsWaiting) is { } waiter:
                    await waiter.Gone.CancelAsync();
                    break;
                case 8:
                    var before = A.View.Now.Tick;
                    await A.Evictions.EvictAsync(key);
                    _evictions[key].Add(new Eviction(before, A.View.Now.Tick));
                    break;
                case 9 when random.Next(4) == 0:
                    await AdvanceAsync(TimeSpan.FromSeconds(random.Next(1, 70)));
                    break;
            }

            await SettleAsync($"seed {seed}, step {step}");
        }

        while (_requests.Find(static request => request.IsLeading) is { } last)
        {
            last.IsDone = true;
            last.Work.Computation?.Fail();
            await SettleAsync($"seed {seed}, at the end");
        }

        Assert.DoesNotContain(_requests, static request => request.IsWaiting);
        Assert.Equal(0, A.Engine.Flights);
        foreach (var request in _requests.Where(static request => request.Lookup.IsCompletedSuccessfully))
        {
            // "key epoch": what is served was begun no earlier than the last eviction before the request came.
            if (TextOf(request.Lookup.Result) is { } text)
            {
                Assert.True(int.Parse(text.Split(' ')[1], null) >= request.CameIn, $"seed {seed}: {text} for one of epoch {request.CameIn}");
            }
        }
    }

    private void Start(string key)
    {
        var work = A.Work(key, [key]);
        var request = new Request(work) { Lookup = Task.FromResult(default(CacheLookup)), CameIn = _evictions[key].Count };
        request.Lookup = A.LookupUntilAsync(work, request.Gone.Token);
        _requests.Add(request);
    }

    private async Task SettleAsync(string where)
    {
        // Who is neither answered nor in the queue of a flight is lost. Those in the queue of a flight of an earlier epoch are not counted.
        // A lease that is being given back is asked for again by the clock.
        await WaitForAsync(
            () =>
            {
                if (_requests.TrueForAll(request => request.Lookup.IsCompleted || IsExpectedToWait(request)))
                {
                    return true;
                }

                Clock.Advance(Step);
                return false;
            },
            $"{where}: everybody waits for somebody");
        // A leader that takes longer than anybody waits is not waited for: another one may begin.
        // Nor is one counted that began in the middle of an eviction: which side it was on is not known.
        var leaders = _requests.Where(request => request.IsLeading && Clock.GetElapsedTime(request.Work.BegunAt) < A.Settings.Current.MaxWait && EarliestEpochOf(request) == LatestEpochOf(request));
        foreach (var epoch in leaders.GroupBy(request => (request.Work.Key, LatestEpochOf(request))))
        {
            Assert.True(epoch.Count() == 1, $"{where}: {epoch.Count()} lead for {epoch.Key}");
        }
    }

    private int EarliestEpochOf(Request request) => _evictions[request.Work.Key].Count(eviction => eviction.After <= request.Work.Stamp.Tick);

    private int LatestEpochOf(Request request) => _evictions[request.Work.Key].Count(eviction => eviction.Before < request.Work.Stamp.Tick);

    private bool IsExpectedToWait(Request request) => _requests.Exists(other => other.IsLeading && other.Work.Key == request.Work.Key);
}
